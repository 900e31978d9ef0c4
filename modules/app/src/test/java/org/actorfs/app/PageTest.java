package org.actorfs.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.actorfs.app.MountFixture.Result;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The daemon's page in Chromium, over real mounts: one daemon and one browser for all, and mounts of its own for each. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PageTest {
    /** What Chromium says of each answer that is no success. */
    private static final String ANSWER = "Failed to load resource";

    private static final String DECLARED = "{ volume = \"memory:\", mountpoint = \"$HOME/declared\" }";

    private DaemonFixture daemon;
    private Browser browser;
    private String address;

    @BeforeAll
    void start() throws Exception {
        daemon = DaemonFixture.start("", DECLARED);
        browser = Browser.open();
        address = link().replaceFirst("#.*", "");
    }

    @AfterAll
    void stop() throws Exception {
        try (DaemonFixture _ = daemon;
                Browser _ = browser) {
            // both, whatever becomes of the other
        }
    }

    @AfterEach
    void shouldHaveBrokenNoRule() {
        List<String> complaints = browser.console().stream()
                .filter(line -> !line.contains(ANSWER))
                .toList();
        assertEquals(List.of(), complaints);
    }

    private String cli(String... arguments) {
        Result result = daemon.cli(arguments);
        assertEquals(ExitCode.OK, result.exitCode(), result::output);
        return result.output();
    }

    private String link() {
        return cli("page").strip();
    }

    private void open() {
        browser.open(link());
        browser.awaitText("#connection", "live");
    }

    private String id(Path mountpoint) {
        return cli("mounts", "show", mountpoint.toString(), "--json")
                .replaceAll("(?s).*\"id\" ?: ?\"([^\"]*)\".*", "$1");
    }

    private void add(String volume, Path mountpoint) {
        browser.find("#add").click();
        browser.fill("#f-volume", volume);
        browser.fill("#f-mountpoint", mountpoint.toString());
        browser.find("#mount-submit").click();
    }

    @Test
    void shouldShowAMountFromItsAdditionToItsRemoval() throws Exception {
        Path mountpoint = daemon.path("life");
        open();
        add("memory:", mountpoint);
        browser.awaitText(mountpoint, ".status", "running");
        assertEquals("hello", daemon.run("life", "echo hello >\"$MNT/f\" && cat \"$MNT/f\""));
        awaitNumbers(mountpoint);

        browser.press(mountpoint, ".toggle");
        browser.awaitText("#remove-text", "is lost");
        browser.find("#remove-form [data-close]").click();
        assertEquals("hello", daemon.run("life", "cat \"$MNT/f\""));
        browser.press(mountpoint, ".toggle");
        browser.find("#remove-submit").click();
        browser.awaitText(mountpoint, ".status", "stopped");
        assertFalse(daemon.isMounted("life"));

        browser.press(mountpoint, ".edit");
        assertFalse(browser.find("#start-now").isDisplayed());
        browser.fill("#f-time_to_live", "5s");
        browser.find("#mount-submit").click();
        browser.awaitText(mountpoint, ".settings", "ttl 5s");
        assertTrue(cli("mounts", "show", mountpoint.toString()).contains("http:page"));

        browser.press(mountpoint, ".remove");
        browser.awaitText("#remove-title", mountpoint.toString());
        browser.find("#remove-submit").click();
        Browser.await(() -> "an end of the row", () -> !browser.hasRow(mountpoint));
        assertFalse(cli("mounts", "ls").contains(mountpoint.toString()));
        assertEquals(
                List.of(),
                browser.console().stream()
                        .filter(line -> !line.contains("/api/v1/stats"))
                        .toList());
    }

    /** If this daemon counts: then what a shell does shows. */
    private void awaitNumbers(Path mountpoint) {
        if (browser.all("body.with-plots").isEmpty()) {
            return;
        }
        Browser.await(() -> "operations a second, of " + mountpoint, () -> {
            write(mountpoint);
            return browser.text(mountpoint, ".plot .now").matches("[1-9][0-9,k]*");
        });
    }

    private void write(Path mountpoint) {
        try {
            daemon.run(
                    mountpoint.getFileName().toString(), "for i in 1 2 3 4 5 6 7 8 9; do echo $i >\"$MNT/$i\"; done");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a browser writes down of a link helps nobody. */
    @Test
    void shouldBeOpenedByALinkOnlyOnce() {
        String link = link();
        browser.open(link);
        browser.awaitText("#connection", "live");
        assertEquals(address, browser.address());
        assertEquals("1", browser.script("return history.state === null && location.hash === '' ? 1 : 0"));

        browser.open(link);
        browser.awaitText("#token-problem", "used before");
        assertFalse(browser.find("#add").isDisplayed());
    }

    @Test
    void shouldSayWhyAMountDoesNotStart() throws Exception {
        Path source = Files.createDirectory(daemon.path("gone"));
        Path mountpoint = daemon.path("failing");
        cli("mounts", "add", "mirror:" + source, mountpoint.toString());
        Files.delete(source);
        open();
        browser.press(mountpoint, ".toggle");
        browser.awaitText(mountpoint, ".status", "error");
        browser.awaitText(mountpoint, ".message", source.toString());
        browser.awaitText("#summary", "1 error");
        cli("mounts", "rm", mountpoint.toString());
        Browser.await(() -> "an end of the row", () -> !browser.hasRow(mountpoint));
    }

    @Test
    void shouldSayBesideTheMountWhatWasRefused() {
        Path mountpoint = daemon.path("disabled");
        cli("mounts", "add", "memory:", mountpoint.toString(), "--disabled");
        open();
        browser.press(mountpoint, ".toggle");
        browser.awaitText(mountpoint, ".failure", "disabled");
        assertEquals("stopped", browser.text(mountpoint, ".status"));
        cli("mounts", "rm", mountpoint.toString());
    }

    @Test
    void shouldKeepWhatWasTypedBesideTheReasonOfARefusal() throws Exception {
        Path file = Files.createFile(daemon.path("file"));
        open();
        add("memory:size=1M", file);
        browser.awaitText("#e-mountpoint", file.toString());
        assertEquals(browser.find("#f-mountpoint"), browser.focused());
        assertEquals("true", browser.focused().getAttribute("aria-invalid"));
        assertEquals("memory:size=1M", browser.find("#f-volume").getAttribute("value"));

        browser.fill("#f-mountpoint", daemon.path("other").toString());
        browser.fill("#f-cache_size", "much");
        browser.find("#mount-submit").click();
        browser.awaitText("#e-cache_size", "Cache size is not a size");
        assertEquals("", browser.find("#e-mountpoint").getText());
        browser.type(Keys.ESCAPE);
        assertFalse(browser.find("#mount-dialog").isDisplayed());
        assertFalse(browser.hasRow(daemon.path("other")));
    }

    @Test
    void shouldNeedNoMouse() {
        Path mountpoint = daemon.path("keyboard");
        open();
        browser.tabTo("#add");
        browser.type(Keys.ENTER);
        assertEquals(browser.find("#f-volume"), browser.focused());
        browser.type("memory:");
        browser.type(Keys.TAB);
        browser.type(mountpoint.toString());
        browser.tabTo("[name=read_only]");
        browser.type(Keys.SPACE);
        browser.tabTo("#mount-submit");
        browser.type(Keys.ENTER);
        browser.awaitText(mountpoint, ".status", "running");
        browser.awaitText(mountpoint, ".settings", "read-only");

        WebElement toggle = browser.row(mountpoint).findElement(By.cssSelector(".toggle"));
        Browser.await(() -> "the focus on the new row", () -> browser.focused().equals(toggle));
        browser.type(Keys.ENTER);
        assertEquals("Cancel", browser.focused().getText());
        browser.type(Keys.TAB);
        browser.type(Keys.ENTER);
        browser.awaitText(mountpoint, ".status", "stopped");
        Browser.await(() -> "the focus back", () -> browser.focused().equals(toggle));
        browser.type(Keys.TAB, Keys.TAB, Keys.TAB);
        browser.type(Keys.ENTER);
        assertEquals("Cancel", browser.focused().getText());
        browser.type(Keys.TAB);
        browser.type(Keys.ENTER);
        Browser.await(() -> "an end of the row", () -> !browser.hasRow(mountpoint));
        Browser.await(
                () -> "the focus on a button",
                () -> browser.focused().getTagName().equals("button"));
    }

    @Test
    void shouldShowWhatOthersDo() {
        Path mountpoint = daemon.path("others");
        open();
        cli("mounts", "add", "memory:", mountpoint.toString());
        browser.awaitText(mountpoint, ".status", "stopped");
        cli("mounts", "start", mountpoint.toString());
        browser.awaitText(mountpoint, ".status", "running");
        cli("mounts", "set", mountpoint.toString(), "--ttl", "7s");
        browser.awaitText(mountpoint, ".next", "At the next start: time to live");
        browser.press(mountpoint, ".history");
        browser.awaitText("#history-lines", "cli:");
        browser.find("#history-dialog [data-close]").click();
        cli("mounts", "rm", mountpoint.toString());
        Browser.await(() -> "an end of the row", () -> !browser.hasRow(mountpoint));
    }

    @Test
    void shouldSayThatOnlyTheFileChangesADeclaredMount() {
        Path mountpoint = daemon.path("declared");
        open();
        assertFalse(
                browser.row(mountpoint).findElement(By.cssSelector(".remove")).isDisplayed());
        browser.press(mountpoint, ".edit");
        assertTrue(browser.find("#declared-note").getText().contains("configuration file"));
        assertEquals("true", browser.find("#f-volume").getAttribute("readOnly"));
        assertFalse(browser.find("#mount-submit").isDisplayed());
    }

    @Test
    void shouldAskForATokenAndSayThatItIsWrong() throws Exception {
        browser.open(address);
        Browser.await(() -> "the form", () -> browser.find("#token-form").isDisplayed());
        assertEquals(browser.find("#token"), browser.focused());
        browser.type("wrong", Keys.ENTER);
        browser.awaitText("#token-problem", "refuses this token");
        assertFalse(browser.find("#add").isDisplayed());

        browser.fill("#token", Files.readString(daemon.path("state/token")).strip());
        browser.type(Keys.ENTER);
        browser.awaitText("#connection", "live");
        assertFalse(browser.find("#token-form").isDisplayed());
    }

    @Test
    void shouldComeBackWithTheDaemon() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        try (DaemonFixture other = DaemonFixture.start("http.port = " + port)) {
            browser.open(other.cli("page").output().strip());
            browser.awaitText("#connection", "live");
            other.kill();
            browser.awaitText("#connection", "no connection");
            browser.awaitText("#list-problem", "may be old");
            other.restart();
            browser.awaitText("#connection", "live");
            assertFalse(browser.find("#list-problem").isDisplayed());
        }
    }

    /** A browser has six connections for one server: pages that were left hold none, though it keeps them to go back to. */
    @Test
    void shouldHoldNoConnectionOnceItIsLeft() {
        for (int i = 0; i < 8; i++) {
            open();
        }
    }

    /** Each waits for a mount on its branch: a browser has six connections, and one is for the events. */
    @Test
    void shouldStayAliveWhileMountsTakeTheirTime() throws Exception {
        Path branch = Files.createDirectory(daemon.path("branch"));
        List<Path> slow =
                IntStream.range(0, 7).mapToObj(i -> daemon.path("slow" + i)).toList();
        open();
        for (Path mountpoint : slow) {
            cli("mounts", "add", "union:" + branch, mountpoint.toString(), "-o", "branches-mount-timeout=3600");
            browser.press(mountpoint, ".toggle");
            browser.awaitText(mountpoint, ".status", "starting");
        }
        for (Path mountpoint : slow) {
            browser.press(mountpoint, ".toggle");
            browser.awaitText(mountpoint, ".status", "stopped");
            cli("mounts", "rm", mountpoint.toString());
        }
    }

    /** The dialog that the answer to an earlier one finds. */
    @Test
    void shouldKeepWhatIsTypedWhenAnEarlierRequestEnds() {
        Path mountpoint = daemon.path("earlier");
        String prepared = browser.prepare(answering("/mounts", HELD));
        try {
            open();
            add("memory:", mountpoint);
            browser.awaitText(mountpoint, ".status", "stopped");
            browser.type(Keys.ESCAPE);
            browser.find("#add").click();
            assertEquals("null", String.valueOf(browser.find("#mount-submit").getAttribute("aria-disabled")));
            browser.fill("#f-volume", "mirror:/typed");
            browser.script("window.release()");
            browser.awaitText(mountpoint, ".status", "running");
            assertTrue(browser.find("#mount-dialog").isDisplayed());
            assertEquals("mirror:/typed", browser.find("#f-volume").getAttribute("value"));
        } finally {
            browser.forget(prepared);
            cli("mounts", "rm", mountpoint.toString());
        }
    }

    @Test
    void shouldNotShowAgainWhatWasRemovedMeanwhile() {
        Path mountpoint = daemon.path("ghost");
        cli("mounts", "add", "memory:", mountpoint.toString());
        String prepared = browser.prepare(answering(id(mountpoint), HELD));
        try {
            open();
            browser.press(mountpoint, ".edit");
            browser.fill("#f-time_to_live", "5s");
            browser.find("#mount-submit").click();
            browser.awaitText(mountpoint, ".settings", "ttl 5s");
            cli("mounts", "rm", mountpoint.toString());
            Browser.await(() -> "an end of the row", () -> !browser.hasRow(mountpoint));
            browser.script("window.release()");
            Browser.await(
                    () -> "an end of the dialog",
                    () -> !browser.find("#mount-dialog").isDisplayed());
            assertFalse(browser.hasRow(mountpoint));
        } finally {
            browser.forget(prepared);
        }
    }

    /** The answer to a change comes when the test says so. */
    private static final String HELD = """
            const answer = await real(url, options);
            if (options.method !== 'GET') await new Promise((resolve) => { window.release = resolve; });
            return answer;
            """;

    @Test
    void shouldEscapeWhatCannotBeSeen() {
        Path mountpoint = daemon.path("to\u0007txt.\nx\\y"); // what a C locale can name, too
        cli("mounts", "add", "memory:", mountpoint.toString());
        open();
        String shown = daemon.path("to") + "\\x07txt.\\x0ax\\\\y";
        browser.press(Path.of(shown), ".history");
        browser.awaitText("#history-title", shown);
        browser.find("#history-dialog [data-close]").click();
        cli("mounts", "rm", mountpoint.toString());
    }

    /** As when its journal is away: events can be listened to, and the mounts cannot be listed. The pauses in between end at once. */
    @Test
    void shouldComeBackFromADaemonThatHadNoList() {
        String prepared = browser.prepare("""
                window.refusals = 0;
                setInterval(() => dispatchEvent(new Event('online')), 50);
                """ + answering("/mounts", """
                if (window.refusals === 8) return real(url, options);
                window.refusals++;
                return new Response('{"code": "journal", "message": "The journal is away."}', {status: 503});
                """));
        try {
            open();
            assertEquals("8", browser.script("return window.refusals"));
        } finally {
            browser.forget(prepared);
        }
    }

    /** A daemon that serves 1,000 requests and 2 MiB each second; of the requests but those for locks 2 % take between 100 and 200 µs. */
    @Test
    void shouldPlotFiguresASecond() {
        Path mountpoint = daemon.path("plots");
        cli("mounts", "add", "memory:", mountpoint.toString(), "--start");
        String prepared = browser.prepare(stats("""
                const n = ++window.polls;
                return new Response(JSON.stringify({at: '2026-01-02T03:04:05Z', uptime_seconds: 60 + n, mounts: [{id: '%s', since_seconds: 1, in_flight: 0,
                  read_bytes: n << 20, written_bytes: n << 20, operations: [
                    {operation: 'read', requests: 300 * n, errors: 0, buckets: [{over_us: 70, le_us: 100, count: 400 * n}]},
                    {operation: 'setlkw', requests: 100 * n, errors: 0, buckets: [{over_us: 8e6, le_us: 1e7, count: 100 * n}]},
                    {operation: 'write', requests: 600 * n, errors: 0,
                      buckets: [{over_us: 70, le_us: 100, count: 580 * n}, {over_us: 100, le_us: 200, count: 20 * n}]}]}]}));
                """.formatted(id(mountpoint))));
        try {
            open();
            browser.awaitText(mountpoint, ".plot:nth-child(1) .now", "1,000");
            browser.awaitText(mountpoint, ".plot:nth-child(2) .now", "2.0");
            browser.awaitText(mountpoint, ".plot:nth-child(3) .now", "150 µs");
            String name =
                    browser.row(mountpoint).findElement(By.cssSelector(".plot")).getAccessibleName();
            assertEquals("operations a second: now 1,000, peak 1,000 in 2 minutes", name);
        } finally {
            browser.forget(prepared);
            cli("mounts", "rm", mountpoint.toString());
        }
    }

    /** It asks once, which the prepared script counts, and then no more. */
    @Test
    void shouldShowNoPlotsOfADaemonThatCountsNothing() throws Exception {
        String prepared = browser.prepare(stats("window.polls++; return real(url, options);"));
        try (DaemonFixture other = DaemonFixture.start(
                "metrics = false", "{ volume = \"memory:\", mountpoint = \"$HOME/m\", auto-mount = true }")) {
            browser.open(other.cli("page").output().strip());
            browser.awaitText("#connection", "live");
            browser.awaitText(other.path("m"), ".status", "running");
            assertEquals("1", browser.script("return window.polls"));
            assertFalse(browser.find(".plots").isDisplayed());
        } finally {
            browser.forget(prepared);
        }
    }

    /** Answers for {@code GET stats}, and counts how often. */
    private static String stats(String answer) {
        return "window.polls = 0;" + answering("/stats", answer);
    }

    /** Answers for a path of the API, and lets everything else through. */
    private static String answering(String path, String answer) {
        return """
                const real = window.fetch;
                window.fetch = async (url, options) => {
                  if (!String(url).endsWith('%s')) return real(url, options);
                  %s
                };
                """.formatted(path, answer);
    }

    @ParameterizedTest
    @ValueSource(ints = {360, 800, 1000, 1600})
    void shouldFitItsWindow(int width) {
        try {
            browser.resize(width, 800);
            open();
            assertEquals("true", browser.script("return document.documentElement.scrollWidth <= innerWidth"));
            browser.find("#add").click();
            assertEquals("true", browser.script("""
                    const box = document.getElementById('mount-dialog').getBoundingClientRect();
                    return box.left >= 0 && box.right <= innerWidth && box.bottom <= innerHeight;
                    """));
        } finally {
            browser.resize(1400, 800);
        }
    }

    /** Text on what is behind it: 4.5 to 1, the borders of controls 3 to 1, as WCAG 2 AA has it. */
    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void shouldHaveContrast(String scheme) {
        Path mountpoint = daemon.path("contrast");
        cli("mounts", "add", "memory:", mountpoint.toString());
        try {
            browser.prefer(scheme);
            open();
            browser.find("#add").click();
            browser.find("#mount-submit").click();
            browser.awaitText("#e-volume", "missing");
            assertEquals("[]", browser.script(TEXTS));
            assertEquals("[]", browser.script(BORDERS));
        } finally {
            browser.prefer("light");
            cli("mounts", "rm", mountpoint.toString());
        }
    }

    private static final String COLOURS = """
            const channel = (c) => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
            const light = (rgb) => 0.2126 * channel(rgb[0]) + 0.7152 * channel(rgb[1]) + 0.0722 * channel(rgb[2]);
            const parse = (text) => text.match(/[\\d.]+/g).map(Number);
            const ground = (e) => {
              for (; e; e = e.parentElement) {
                const c = parse(getComputedStyle(e).backgroundColor);
                if (c.length === 3 || c[3] === 1) return c;
              }
              return [255, 255, 255];
            };
            const ratio = (a, b) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
            const contrast = (e, colour) => ratio(light(parse(getComputedStyle(e)[colour])), light(ground(e.parentElement)));
            """;

    private static final String TEXTS = COLOURS + """
            const texts = [...document.querySelectorAll('body *')].filter((e) => e.checkVisibility({visibilityProperty: true})
              && !e.closest('.sprite') && [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim() !== ''));
            if (texts.length < 20) return 'too few texts: ' + texts.length;
            return JSON.stringify(texts.filter((e) => ratio(light(parse(getComputedStyle(e).color)), light(ground(e))) < 4.5)
              .map((e) => e.outerHTML));
            """;

    /** 3 to 1, also where something is wrong. */
    private static final String BORDERS = COLOURS + """
            const rows = [...document.querySelectorAll('.mount')];
            rows.forEach((row) => { row.dataset.status = 'error'; });
            const buttons = rows.flatMap((row) => [...row.querySelectorAll('button')]);
            if (buttons.length < 4) return 'too few buttons: ' + buttons.length;
            return JSON.stringify(buttons.filter((e) => contrast(e, 'borderTopColor') < 3).map((e) => e.outerHTML));
            """;

    @Test
    void shouldNameEverythingThatCanBeUsed() {
        open();
        browser.row(daemon.path("declared"));
        assertNamed("header button, main button", 4);
        browser.find("#add").click();
        assertNamed("#mount-dialog button, #mount-dialog input, #mount-dialog textarea", 11);
    }

    private void assertNamed(String css, int least) {
        List<WebElement> shown =
                browser.all(css).stream().filter(WebElement::isDisplayed).toList();
        assertTrue(shown.size() >= least, () -> css + " " + shown.size());
        for (WebElement control : shown) {
            assertNotEquals("", control.getAccessibleName(), () -> css + ": " + control.getAttribute("outerHTML"));
        }
    }
}
