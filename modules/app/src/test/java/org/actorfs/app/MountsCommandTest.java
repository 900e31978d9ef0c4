package org.actorfs.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.actorfs.app.api.Json;
import org.actorfs.app.api.MountJson;
import org.actorfs.app.api.Replies;
import org.actorfs.app.api.TraceJson;
import org.actorfs.app.http.FakeMounts;
import org.actorfs.app.http.ServerFixture;
import org.actorfs.app.mounts.MountFault;
import org.actorfs.app.mounts.MountSpec;
import org.actorfs.app.mounts.MountStatus;
import org.actorfs.app.mounts.Mounts;
import org.actorfs.app.mounts.StopKind;
import org.actorfs.app.mounts.Watch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands that ask the daemon, against a server in this process whose mounts are only remembered. */
final class MountsCommandTest {
    private static final MountSpec POOL = MountSpec.of("union:/a:/b", "/mnt/pool");
    private static final MountSpec BUSY = MountSpec.of("memory:", "/mnt/busy");
    private static final UUID ID = UUID.fromString("3f0e4a52-0000-4000-8000-000000000001");
    private static final UUID OTHER_ID = UUID.fromString("3f0e4a52-0000-4000-8000-000000000002");
    private static final String USER = System.getProperty("user.name");

    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path config;
    private ServerFixture server;
    private FakeMounts mounts;

    @BeforeEach
    void start() throws IOException {
        config = Files.writeString(directory.resolve("own.conf"), "actorfs.state-dir = state");
        server = new ServerFixture(directory.resolve("state"));
        mounts = server.mounts();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private int run(String... args) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return new CommandLineInterface(
                        new PrintWriter(out),
                        new PrintWriter(err),
                        Optional.empty(),
                        Map.of(ActorfsCommand.CONFIG_VARIABLE, config.toString()))
                .run(args);
    }

    private void assertPrints(String text, String... args) {
        int exitCode = run(args);
        assertEquals("", err.toString());
        assertEquals(text, out.toString());
        assertEquals(ExitCode.OK, exitCode);
    }

    private void assertFails(int exitCode, String sentence, String... args) {
        assertEquals(exitCode, run(args));
        assertEquals("actorfs: " + sentence + "\n", err.toString());
    }

    @Test
    void shouldSayThatSomethingElseHasChanged() {
        mounts.add(ID, POOL);
        assertPrints("/mnt/pool: asks anew for /\n", "mounts", "invalidate", "/mnt/pool");
        assertPrints("/mnt/pool: asks anew for /d/f\n", "mounts", "invalidate", "/mnt/pool", "/d/f");
        mounts.failWith(new MountFault.NotRunning("it does not run"));
        assertFails(ExitCode.FAILED, "it does not run", "mounts", "invalidate", "/mnt/pool");
    }

    /** It ends with the daemon, which is a failure. */
    @Test
    void shouldWatchWhatHappens() throws Exception {
        mounts.add(ID, POOL);
        Thread happening = Thread.ofPlatform().start(() -> {
            while (out.getBuffer().indexOf("asks anew for /d") < 0) {
                var _ = mounts.invalidate("/mnt/pool", "/d", "");
                LockSupport.parkNanos(10_000_000);
            }
            mounts.notices().close();
        });
        assertEquals(ExitCode.FAILED, run("mounts", "watch"));
        happening.join();
        assertTrue(out.toString().startsWith("/mnt/pool: asks anew for /d\n"), out::toString);
        assertTrue(err.toString().contains("has ended"), err::toString);
    }

    @Test
    void shouldShowAnInodeWhereverItsPathBegins() {
        mounts.add(ID, POOL);
        assertPrints("""
                mountpoint  /mnt/pool
                path        /d/f
                kind        file
                key         7
                ino         7
                mode        0644
                owner       0:0
                links       1
                size        12
                attributes  known
                was         asleep
                references  2, others 0
                running     1
                queued      3
                handles
                  HANDLE  ACCESS      FLAGS  OF
                  5       read-write  02     this mount
                locks
                  PID         TYPE    KIND   RANGE  OWNER  OF
                  2147483647  record  write  0-9    ab     this mount
                waiters
                  PID         WAITED  TYPE    KIND   RANGE  OWNER  OF
                  2147483647  1.5ms   record  write  0-9    ab     this mount
                """, "inode", "/mnt/pool", "/mnt/pool/d/f");
        assertEquals(ExitCode.OK, run("inode", "/mnt/pool", "/mnt/poolish/f", "--json"));
        assertTrue(out.toString().contains("\"path\" : \"/mnt/poolish/f\""), out::toString);
        assertFails(ExitCode.FAILED, "there is no /none", "inode", "/mnt/pool", "/none");
    }

    @Test
    void shouldSayThatSomethingBelowTheMountpointHasChanged() {
        mounts.add(ID, POOL);
        assertPrints("/mnt/pool: asks anew for /\n", "mounts", "invalidate", "/mnt/pool", "/mnt/pool");
        assertPrints("/mnt/pool: asks anew for /d\n", "mounts", "invalidate", "/mnt/pool", "/mnt/pool/d");
    }

    @Test
    void shouldPrintATraceAsFarAsItIsWanted() {
        mounts.add(ID, POOL);
        Watch<TraceJson> watch = server.inspector().watch();
        watch.offer(TraceJson.lagged(7));
        watch.offer(new TraceJson(
                "answered",
                "2026-01-02T03:04:05Z",
                4L,
                "setlkw",
                7L,
                Integer.MAX_VALUE,
                0L,
                "write 0-9\033",
                "EINTR",
                null,
                null,
                2_500_000L,
                30L,
                null));
        assertEquals(ExitCode.OK, run("trace", "/mnt/pool", "f", "--count", "2"));
        List<String> lines = out.toString().lines().toList();
        assertEquals("missed 7", lines.get(1));
        assertTrue(
                lines.get(2)
                        .endsWith(
                                "2147483647              setlkw           write 0-9\\x1b                 2.5s      30us  EINTR"),
                out::toString);
        assertEquals(Optional.of("f"), server.inspector().traced());
        assertEquals(ExitCode.USAGE, run("trace", "/mnt/pool", "--count", "0"));
        assertEquals(3, lines.size());
    }

    @Test
    void shouldSayThatATracedMountHasEnded() {
        mounts.add(ID, POOL);
        server.inspector().watch().close();
        assertPrints("/mnt/pool has ended\n", "trace", "/mnt/pool");
        assertEquals(Optional.empty(), server.inspector().traced());
        assertPrints("{\"event\":\"ended\"}\n", "trace", "/mnt/pool", "--json");
    }

    @Test
    void shouldPrintALinkToThePage() throws Exception {
        String token = Files.readString(directory.resolve("state/token")).strip();
        String link = server.server().url() + "/#ticket=[\\w-]{22}";
        assertEquals(ExitCode.OK, run("page"));
        assertTrue(out.toString().matches(link + "\n"), out::toString);
        assertFalse(out.toString().contains(token), out::toString);
        assertEquals(ExitCode.OK, run("page", "--json"));
        assertTrue(out.toString().matches("\\{\n  \"url\" : \"%s\"\n}\n".formatted(link)), out::toString);
    }

    @Test
    void shouldListMountsInColumns() {
        mounts.add(ID, POOL);
        mounts.add(OTHER_ID, MountSpec.of("ftp://u:secret@host/", "/mnt/with\nline"));

        assertPrints("""
                MOUNTPOINT         STATUS   VOLUME             AUTO  ENABLED  ID        MESSAGE
                /mnt/pool          stopped  union:/a:/b        no    yes      3f0e4a52
                /mnt/with\\x0aline  stopped  ftp://u:***@host/  no    yes      3f0e4a52
                """, "mounts", "ls");
    }

    @Test
    void shouldSayHowToAddTheFirstMount() {
        assertPrints("there are no mounts: add one with  actorfs mounts add VOLUME DIR\n", "mounts", "ls");
    }

    @Test
    void shouldShowAllOfAMountWithItsHistory() {
        mounts.add(ID, POOL);
        run("mounts", "start", "/mnt/pool");

        assertEquals(ExitCode.OK, run("mounts", "show", "3f0e"));
        assertEquals(
                """
                mountpoint  /mnt/pool
                volume      union:/a:/b
                status      running
                auto-mount  no
                enabled     yes
                read-only   no
                cache-size  100M
                ttl         60s
                options     none
                origin      added while the daemon ran
                id          3f0e4a52-0000-4000-8000-000000000001
                created     TIME
                updated     TIME
                history
                  TIME                 BY        WHAT
                  TIME  cli:USER  start
                """.replace("USER", USER),
                out.toString().replaceAll("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d", "TIME"));
    }

    @Test
    void shouldAddAMountWithPathsFromTheWorkingDirectory() {
        assertPrints(
                "added " + Path.of("here").toAbsolutePath() + ": stopped\n",
                "mounts",
                "add",
                "mirror:there",
                "here",
                "--auto-mount",
                "--disabled",
                "--read-only",
                "--cache-size",
                "1G",
                "--ttl",
                "0.5s",
                "-o",
                "nonempty,noatime",
                "-o",
                "ro");

        MountSpec spec = mounts.only().spec();
        assertEquals("mirror:" + Path.of("there").toAbsolutePath(), spec.volume());
        assertTrue(spec.autoMount());
        assertFalse(spec.enabled());
        assertTrue(spec.readOnly());
        assertEquals(1L << 30, spec.cacheSizeBytes());
        assertEquals(500, spec.timeToLive().toMillis());
        assertEquals(List.of("nonempty,noatime", "ro"), spec.options());
        assertEquals("cli:" + USER, mounts.only().history().getFirst().by());
    }

    @Test
    void shouldAddAMountWithTheDefaultsAndStartIt() {
        assertPrints("added /mnt/m: running\n", "mounts", "add", "memory:", "/mnt/m", "--start");

        assertEquals(MountSpec.of("memory:", "/mnt/m"), mounts.only().spec());
    }

    @Test
    void shouldFailWhenAnAddedMountDoesNotStart() {
        assertFails(
                ExitCode.FAILED,
                "/mnt/m: it is added, and did not start: its volume is broken",
                "mounts",
                "add",
                "memory:broken",
                "/mnt/m",
                "--start");
    }

    @Test
    void shouldSayWhatOfAChangeHoldsAtOnceAndWhatLater() {
        mounts.add(POOL);

        assertPrints(
                "/mnt/pool: at once: auto-mount\n/mnt/pool: from its next start on: ttl\n",
                "mounts",
                "set",
                "/mnt/pool",
                "--auto-mount=true",
                "--ttl=5m",
                "-o",
                "");
        assertEquals(List.of(), mounts.only().spec().options());
        assertEquals(300, mounts.only().spec().timeToLive().toSeconds());
        assertPrints("/mnt/pool: nothing has changed, it was so\n", "mounts", "set", "/mnt/pool", "--enabled=true");
    }

    @Test
    void shouldChangeNothingThatIsNotSaid() {
        mounts.add(POOL);

        assertFails(
                ExitCode.USAGE,
                "there is nothing to change: name an option, see  actorfs mounts set --help",
                "mounts",
                "set",
                "/mnt/pool");
        assertEquals(POOL, mounts.only().spec());
    }

    @Test
    void shouldRefuseAValueInTheDaemonsWords() {
        mounts.add(POOL);

        assertFails(
                ExitCode.USAGE,
                "cache_size is not a size, in bytes or such as \"100M\"",
                "mounts",
                "set",
                "/mnt/pool",
                "--cache-size",
                "much");
    }

    @Test
    void shouldStartStopAndRemoveAMount() {
        mounts.add(POOL);

        assertPrints("/mnt/pool: running\n", "mounts", "start", "/mnt/pool");
        mounts.stopAs(StopKind.LAZY);
        assertPrints(
                "/mnt/pool: stopped; it was in use and was detached, its users had time to end\n",
                "mounts",
                "stop",
                "/mnt/pool");
        assertEquals(MountStatus.STOPPED, mounts.only().status());
        assertPrints("removed /mnt/pool\n", "mounts", "rm", "/mnt/pool");
        assertFails(
                ExitCode.FAILED,
                "there is no mount '/mnt/pool': name its mountpoint or its id, as  actorfs mounts ls  shows them",
                "mounts",
                "rm",
                "/mnt/pool");
    }

    @ParameterizedTest
    @ValueSource(strings = {"stop --all", "start --auto"})
    void shouldTellWhatFailedOfSeveralAndGoOn(String command) {
        mounts.add(BUSY);
        mounts.add(POOL);

        assertEquals(ExitCode.FAILED, run(("mounts " + command).split(" ")));

        assertEquals("/mnt/pool: stopped\n", out.toString());
        assertEquals("actorfs: /mnt/busy: it is busy\n", err.toString());
    }

    @Test
    void shouldSayThatThereIsNothingToStop() {
        assertPrints("there are none\n", "mounts", "stop", "--all");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "stop",
                "start",
                "stop x --all",
                "start x --auto",
                "set",
                "set /m --enabled",
                "set /m --enabled=perhaps",
                "show",
                "rm",
                "add memory:",
                "frob"
            })
    void shouldRefuseWrongArgumentsInOneSentence(String command) {
        assertEquals(ExitCode.USAGE, run(("mounts " + command).split(" ")));

        assertTrue(
                err.toString().matches("actorfs: (?!Error)[^\\n]+ \\(see actorfs mounts[ a-z]* --help\\)\\n"),
                err.toString());
    }

    @Test
    void shouldReload() {
        Mounts.Result failed =
                new Mounts.Result(mounts.add(BUSY), Optional.of(new MountFault.VolumeLoad("no such disk")));
        assertPrints("the mounts of the configuration file are as they were\n", "reload");
        mounts.reloadWith(new Mounts.Reloaded(List.of("/n"), List.of("/c"), List.of("/r"), List.of(failed)));

        assertFails(ExitCode.FAILED, "/mnt/busy: no such disk", "reload");
        assertEquals("added /n\nchanged /c\nremoved /r\n", out.toString());
    }

    @Test
    void shouldNameAMountByPathIdOrItsBeginning() throws IOException {
        mounts.add(ID, POOL);
        Path real = Files.createDirectories(directory.resolve("real")).toRealPath();
        Path link = Files.createSymbolicLink(directory.resolve("link"), real);
        mounts.add(OTHER_ID, MountSpec.of("memory:", real.resolve("m").toString()));

        for (String name : List.of(OTHER_ID.toString(), link.resolve("m").toString(), real + "/./x/../m/")) {
            assertEquals(ExitCode.OK, run("mounts", "show", name), name + err);
            assertTrue(out.toString().contains(OTHER_ID.toString()), name);
        }
        assertFails(
                ExitCode.USAGE,
                "'3F' is how the ids of 2 mounts begin: write more of it, or the mountpoint",
                "mounts",
                "show",
                "3F");
    }

    @ParameterizedTest
    @EnumSource(MountFault.Kind.class)
    void shouldEndWithTheExitCodeAndSentenceOfEachFault(MountFault.Kind kind) {
        mounts.add(POOL);
        mounts.failWith(kind.saying("it is so: do this"));

        for (String command :
                List.of("mounts ls", "mounts add memory: /m", "mounts stop --all", "mounts start --auto", "reload")) {
            assertFails(kind.exitCode(), "it is so: do this", command.split(" "));
            assertEquals("", out.toString());
        }
    }

    @Test
    void shouldPrintJsonThatIsTheAnswer() throws IOException {
        mounts.add(POOL);
        mounts.add(BUSY);

        assertEquals(2, json(Replies.Listed.class, "mounts", "ls").mounts().size());
        assertEquals(
                "/mnt/pool",
                json(MountJson.class, "mounts", "show", "/mnt/pool").mountpoint());
        assertEquals(
                "running", json(MountJson.class, "mounts", "start", "/mnt/pool").status());
        assertEquals(
                "clean",
                json(Replies.Stopped.class, "mounts", "stop", "/mnt/pool").how());
        assertEquals(
                List.of("auto_mount"),
                json(Replies.Updated.class, "mounts", "set", "/mnt/pool", "--auto-mount=true")
                        .live());
        assertEquals(
                2,
                json(Replies.Results.class, "mounts", "stop", "--all").results().size());
        assertEquals(
                2,
                json(Replies.Results.class, "mounts", "start", "--auto")
                        .results()
                        .size());
        assertEquals(List.of(), json(Replies.Reloaded.class, "reload").added());
        assertEquals(
                "stopped",
                json(MountJson.class, "mounts", "add", "memory:", "/m").status());
        assertEquals("/m", json(MountJson.class, "mounts", "rm", "/m").mountpoint());
    }

    private <T> T json(Class<T> form, String... args) throws IOException {
        List<String> all = new ArrayList<>(Arrays.asList(args));
        all.add("--json");
        run(all.toArray(String[]::new));
        return Json.read(out.toString().getBytes(UTF_8), form);
    }

    @Test
    void shouldSayThatNoDaemonRuns() throws Exception {
        String sentence =
                "no daemon runs with state directory %s: start one with  actorfs daemon --config FILE, or name its configuration with --config or ACTORFS_CONFIG";
        Path unused = Files.writeString(directory.resolve("other.conf"), "actorfs.state-dir = other");

        assertFails(
                ExitCode.FAILED,
                sentence.formatted(directory.resolve("other")),
                "mounts",
                "ls",
                "--config",
                unused.toString());
        server.server().close();
        Files.writeString(directory.resolve("state/http.url"), "http://127.0.0.1:1");
        assertFails(ExitCode.FAILED, sentence.formatted(directory.resolve("state")), "mounts", "ls");
    }

    @Test
    void shouldSayThatTheTokenIsNotTheDaemons() throws IOException {
        Files.writeString(directory.resolve("state/token"), "x".repeat(43));

        assertFails(
                ExitCode.FAILED,
                "the token is wrong: it is in the file 'token' of the state directory",
                "mounts",
                "ls");
    }

    @Test
    void shouldPreferTheConfigurationThatIsNamedToTheEnvironments() throws IOException {
        Path named = Files.writeString(directory.resolve("bad.conf"), "actorfs.slots = none");

        assertEquals(ExitCode.USAGE, run("mounts", "ls", "--config", named.toString()));
        assertTrue(err.toString().startsWith("actorfs: " + named + ":1: actorfs.slots"), err.toString());
    }

    @Test
    void shouldSayThatTheConfigurationOfTheEnvironmentIsMissing() throws IOException {
        Files.delete(config);

        assertFails(
                ExitCode.USAGE,
                "cannot read the configuration %s: name a readable file with --config.".formatted(config),
                "mounts",
                "ls");
    }
}
