package org.actorfs.fs.driver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.actorfs.fs.Attributes;
import org.actorfs.fs.Caller;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Name;
import org.actorfs.fs.OpenFlags;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.driver.Results.CreatedOpen;
import org.actorfs.fs.driver.Results.Written;
import org.actorfs.fs.driver.Traits.Operation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A fresh volume for each test, and calls of its driver in short. Behaves as the actors do: one call at a time. */
public abstract class ContractFixture {
    private static final long WAIT_SECONDS = 10;
    protected static final int FILE_MODE = 0644;

    protected final ManualClock clock = new ManualClock();
    protected Driver driver = unopened();
    protected Node root = unopened();

    /** A fresh, empty, writable volume. */
    protected abstract Driver open(TimeSource clock) throws Exception;

    /** Who asks; a user that may do everything below the root. */
    protected Caller caller() {
        return Caller.ROOT;
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // set before each test
    private static <T> T unopened() {
        return null;
    }

    @BeforeEach
    void openVolume() throws Exception {
        driver = open(clock);
        root = get(driver.root());
    }

    @AfterEach
    void closeVolume() {
        get(driver.close());
    }

    protected final Node create(Node parent, String name) {
        CreatedOpen made = createOpen(parent, name);
        made.file().release();
        return made.child();
    }

    protected final CreatedOpen createOpen(Node parent, String name) {
        return get(driver.create(current(parent), Name.of(name), FILE_MODE, OpenFlags.READ_WRITE, 0, caller()));
    }

    protected final Node mkdir(Node parent, String name) {
        return get(driver.mkdir(current(parent), Name.of(name), 0755, 0, caller()))
                .child();
    }

    protected final Node mknod(String name, int mode) {
        return get(driver.mknod(current(root), Name.of(name), mode, 0, 0, caller()))
                .child();
    }

    protected final Node lookup(Node parent, String name) {
        return get(driver.lookup(current(parent), Name.of(name)));
    }

    protected final void unlink(Node parent, String name) {
        get(driver.unlink(current(parent), Name.of(name), lookup(parent, name), caller()));
    }

    protected final void rmdir(Node parent, String name) {
        get(driver.rmdir(current(parent), Name.of(name), lookup(parent, name), caller()));
    }

    /** The node with its attributes as they are now: what its actor has. */
    protected final Node current(Node node) {
        return node.with(get(driver.getattr(node, null)));
    }

    protected final Node written(Node node, OpenFile open, long offset, String text) {
        Written written = get(open.write(node, offset, segment(text), false, false, caller()))
                .finish();
        assertEquals(text.length(), written.bytes());
        Attributes after = written.after();
        return node.with(after != null ? after : get(driver.getattr(node, open)));
    }

    protected final String read(Node node, OpenFile open, long offset, int sizeBytes) {
        byte[] target = new byte[sizeBytes];
        Arrays.fill(target, (byte) '#');
        int bytes = get(open.read(node, offset, sizeBytes, () -> MemorySegment.ofArray(target)));
        return new String(target, 0, bytes, UTF_8);
    }

    protected static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    protected static MemorySegment segment(String text) {
        return MemorySegment.ofArray(bytes(text));
    }

    protected static <T> void assertDone(Outcome<T> outcome) {
        get(outcome);
    }

    protected static <T> void assertErrno(Errno errno, Outcome<T> outcome) {
        Outcome.Ready<T> ready = await(outcome);
        assertFalse(ready instanceof Outcome.Done<T>, () -> "expected " + errno + ", but it was done");
        assertEquals(new Outcome.Failed<T>(errno), ready);
    }

    protected static <T> T get(Outcome<T> outcome) {
        return switch (await(outcome)) {
            case Outcome.Done<T> done -> done.value();
            case Outcome.Failed<T> failed -> throw new AssertionError("failed with " + failed.errno());
        };
    }

    private static <T> Outcome.Ready<T> await(Outcome<T> outcome) {
        CompletableFuture<Outcome.Ready<T>> future = new CompletableFuture<>();
        outcome.whenReady(future::complete);
        return future.orTimeout(WAIT_SECONDS, TimeUnit.SECONDS).join();
    }

    protected final boolean can(Operation operation) {
        return driver.traits().operations().contains(operation);
    }
}
