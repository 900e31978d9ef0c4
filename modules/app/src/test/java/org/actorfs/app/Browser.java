package org.actorfs.app;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.stream.StreamSupport;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * Debian's Chromium without a screen, and what a person does in it. {@link #close} ends it and its driver, by process id if they do not go by
 * themselves.
 */
final class Browser implements AutoCloseable {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path profile;
    private final ChromeDriverService service;
    private final ProcessHandle process;
    private final ChromeDriver driver;

    private Browser() throws IOException {
        this.profile = Files.createTempDirectory("actorfs-browser-");
        this.service = new ChromeDriverService.Builder()
                .usingDriverExecutable(DRIVER.toFile())
                .usingAnyFreePort()
                .build();
        service.start();
        String port = "--port=" + service.getUrl().getPort();
        this.process = ProcessHandle.current()
                .children()
                .filter(child -> child.info().commandLine().orElse("").contains(port))
                .findFirst()
                .orElseThrow();
        try {
            this.driver = new ChromeDriver(service, options(profile));
        } catch (RuntimeException e) {
            end(process.descendants().toList());
            throw e;
        }
    }

    /** Skips the test where there is no Chromium, or fails it with {@code -Dactorfs.test.mounts=required}. */
    static Browser open() throws IOException {
        boolean possible = Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER);
        if (!possible && "required".equals(System.getProperty("actorfs.test.mounts"))) {
            fail("everything is required, and the packages chromium and chromium-driver are not installed");
        }
        assumeTrue(possible, "Chromium is not installed");
        return new Browser();
    }

    private static ChromeOptions options(Path profile) {
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        ChromeOptions options = new ChromeOptions()
                .setBinary(CHROMIUM.toFile())
                .addArguments(
                        "--headless=new",
                        "--no-sandbox", // it does not start as root with one
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--user-data-dir=" + profile);
        options.setCapability("goog:loggingPrefs", logs);
        return options;
    }

    /** A page as in a tab that was never used. */
    void open(String url) {
        String origin = url.substring(0, url.indexOf('/', "https://".length()) + 1);
        driver.get(origin);
        driver.executeScript("sessionStorage.clear()");
        driver.get("about:blank");
        driver.get(url);
    }

    String address() {
        return driver.getCurrentUrl();
    }

    /** The viewport. */
    void resize(int width, int height) {
        devTools(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    /** {@code dark} or {@code light}. */
    void prefer(String scheme) {
        devTools(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    /** Runs in every page before its own scripts, until it is {@link #forget forgotten}. */
    String prepare(String script) {
        return String.valueOf(devTools("Page.addScriptToEvaluateOnNewDocument", Map.of("source", script))
                .get("identifier"));
    }

    void forget(String prepared) {
        devTools("Page.removeScriptToEvaluateOnNewDocument", Map.of("identifier", prepared));
    }

    private Map<String, Object> devTools(String command, Map<String, Object> parameters) {
        return driver.executeCdpCommand(command, parameters);
    }

    String script(String script) {
        return String.valueOf(driver.executeScript(script));
    }

    WebElement find(String css) {
        return driver.findElement(By.cssSelector(css));
    }

    List<WebElement> all(String css) {
        return driver.findElements(By.cssSelector(css));
    }

    /** The row of a mount, which may come late. */
    WebElement row(Path mountpoint) {
        By row = By.xpath("//li[.//h2[text()='%s']]".formatted(mountpoint));
        await(() -> "a row of " + mountpoint, () -> !driver.findElements(row).isEmpty());
        return driver.findElement(row);
    }

    boolean hasRow(Path mountpoint) {
        return all("#list h2").stream().anyMatch(title -> title.getText().equals(mountpoint.toString()));
    }

    /** As soon as a part of a row has this in its text. */
    void awaitText(Path mountpoint, String part, String text) {
        await(
                () -> "'%s' in %s: it has '%s'".formatted(text, part, text(mountpoint, part)),
                () -> text(mountpoint, part).contains(text));
    }

    String text(Path mountpoint, String part) {
        return row(mountpoint).findElement(By.cssSelector(part)).getText();
    }

    void awaitText(String css, String text) {
        await(
                () -> "'%s' in %s: it has '%s'".formatted(text, css, find(css).getText()),
                () -> find(css).getText().contains(text));
    }

    static void await(Supplier<String> what, BooleanSupplier condition) {
        assertTrue(
                MountFixture.within(PATIENCE, () -> {
                    try {
                        return condition.getAsBoolean();
                    } catch (StaleElementReferenceException e) {
                        return false;
                    }
                }),
                () -> "never came: " + what.get());
    }

    void press(Path mountpoint, String button) {
        row(mountpoint).findElement(By.cssSelector(button)).click();
    }

    /** Instead of what a field holds. */
    void fill(String css, String text) {
        find(css).clear();
        find(css).sendKeys(text);
    }

    /** Where the focus is. */
    WebElement focused() {
        return driver.switchTo().activeElement();
    }

    /** By the keyboard, wherever the focus is. */
    void type(CharSequence... keys) {
        focused().sendKeys(keys);
    }

    /** By Tab alone, as far as it takes. */
    void tabTo(String css) {
        for (int i = 0; i < 100; i++) {
            if (focused().equals(find(css))) {
                return;
            }
            type(Keys.TAB);
        }
        fail("Tab never came to " + css);
    }

    /** What the console has had to say since it was asked last: errors, and what the security policy refused. */
    List<String> console() {
        return StreamSupport.stream(driver.manage().logs().get(LogType.BROWSER).spliterator(), false)
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(LogEntry::getMessage)
                .toList();
    }

    @Override
    public void close() throws IOException {
        List<ProcessHandle> all = process.descendants().toList();
        try {
            driver.quit();
        } finally {
            end(all);
        }
    }

    private void end(List<ProcessHandle> browser) throws IOException {
        service.stop();
        browser.forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        MountFixture.within(PATIENCE, () -> browser.stream().noneMatch(ProcessHandle::isAlive));
        SystemMount.remove(profile);
    }
}
