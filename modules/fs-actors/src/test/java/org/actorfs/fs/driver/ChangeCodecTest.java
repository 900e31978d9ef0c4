package org.actorfs.fs.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.actorfs.fs.Attributes;
import org.actorfs.fs.Name;
import org.actorfs.fs.Timespec;
import org.junit.jupiter.api.Test;

final class ChangeCodecTest {
    private final Random random = new Random(7);

    @Test
    void shouldGiveBackWhatWasWritten() throws IOException {
        for (int round = 0; round < 100; round++) {
            for (Change change : oneOfEach()) {
                assertEquals(change, decoded(encoded(change)));
            }
        }
    }

    @Test
    void shouldRefuseBytesThatEndTooEarly() throws IOException {
        for (Change change : oneOfEach()) {
            byte[] bytes = encoded(change);
            assertThrows(IOException.class, () -> decoded(Arrays.copyOf(bytes, bytes.length - 1)));
        }
    }

    @Test
    void shouldRefuseBytesThatAreNoChange() {
        assertThrows(IOException.class, () -> decoded(new byte[] {99}));
        assertThrows(IOException.class, () -> decoded(new byte[] {1, 0, 0, 0, 0, 0, 0, 0, 1, 127, 0, 0, 0}));
    }

    private List<Change> oneOfEach() {
        return List.of(
                new Change.Create(number(), name(), number(), attributes(), xattrs(), attributes()),
                new Change.Nameless(number(), attributes(), xattrs(), random.nextBoolean()),
                new Change.Symlink(number(), name(), number(), name().bytes(), attributes(), attributes()),
                new Change.Link(number(), name(), number(), attributes(), attributes()),
                new Change.Remove(number(), name(), number(), attributes(), attributes()),
                rename(attributes()),
                new Change.Rename(1, name(), 2, name(), 3, 0, false, attributes(), attributes(), attributes(), null),
                new Change.SetAttributes(number(), attributes(), random.nextBoolean(), xattrs()));
    }

    private Change rename(Attributes replaced) {
        return new Change.Rename(
                number(),
                name(),
                number(),
                name(),
                number(),
                number(),
                random.nextBoolean(),
                attributes(),
                attributes(),
                attributes(),
                replaced);
    }

    private Attributes attributes() {
        return new Attributes(
                random.nextInt(),
                random.nextInt(),
                random.nextInt(),
                random.nextInt(),
                number(),
                number(),
                number(),
                random.nextInt(),
                time(),
                time(),
                time(),
                time());
    }

    private List<Change.Xattr> xattrs() {
        return switch (random.nextInt(3)) {
            case 0 -> List.of();
            case 1 -> List.of(new Change.Xattr(name(), null));
            default -> List.of(new Change.Xattr(name(), new byte[0]), new Change.Xattr(name(), name().bytes()));
        };
    }

    private Timespec time() {
        return new Timespec(number(), random.nextInt(1_000_000_000));
    }

    private Name name() {
        byte[] bytes = new byte[1 + random.nextInt(255)];
        random.nextBytes(bytes);
        return Name.of(bytes);
    }

    private long number() {
        return random.nextLong();
    }

    private static byte[] encoded(Change change) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ChangeCodec.write(change, new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static Change decoded(byte[] bytes) throws IOException {
        return ChangeCodec.read(new DataInputStream(new ByteArrayInputStream(bytes)));
    }
}
