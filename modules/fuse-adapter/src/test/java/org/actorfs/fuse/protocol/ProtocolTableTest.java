package org.actorfs.fuse.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Holds every constant, struct and field against {@code fuse-protocol-7.45.tsv}. */
final class ProtocolTableTest {
    private static final List<Class<?>> STRUCT_FAMILIES = List.of(
            AttributeStructs.class,
            EntryStructs.class,
            HandleStructs.class,
            ControlStructs.class,
            SessionStructs.class,
            NotifyStructs.class,
            DeviceStructs.class);

    /** CUSE and DAX have no decoder, so their structs and numbers have no constant. */
    private static final String LEFT_OUT =
            "(?i)(cuse_.*|fuse_(setupmapping|removemapping)_.*|fuse_init_bswap_reserved|cuse_init_bswap_reserved)";

    /** Where constants live: the first prefix that fits. */
    private static final List<Home> CONSTANT_HOMES = List.of(
            new Home("FATTR_", "", Fattr.class),
            new Home("FOPEN_", "", Fopen.class),
            new Home("FUSE_IOCTL_", "(32BIT)", IoctlFlags.class),
            new Home("FUSE_ATTR_", "", AttrFlags.class),
            new Home("FUSE_DEV_IOC_", "", DeviceIoctl.class));

    private static final List<Class<?>> OTHER_HOMES = List.of(InitFlags.class, RequestFlags.class, Protocol.class);

    private static final Map<String, Home> ENUM_HOMES = Map.of(
            "fuse_opcode", new Home("FUSE_", "", Opcode.class),
            "fuse_notify_code", new Home("FUSE_NOTIFY_", "", NotifyCode.class),
            "fuse_ext_type", new Home("FUSE_", "", ExtensionType.class),
            "fuse_uring_cmd", new Home("FUSE_IO_URING_CMD_", "", UringCommand.class));

    private record Home(String prefix, String digits, Class<?> holder) {
        String fieldFor(String name) {
            String bare = name.substring(prefix.length());
            return bare.matches(digits) ? "IOCTL_" + bare : bare;
        }
    }

    @Test
    void shouldHaveEveryConstantOfTheTable() {
        assertAll(rows().filter(
                        row -> row[0].equals("const") && !row[1].matches(LEFT_OUT) && !row[1].startsWith("CUSE_"))
                .map(row -> () -> assertEquals(number(row[2]), constant(row[1]), row[1])));
    }

    @Test
    void shouldHaveEveryEnumConstantOfTheTable() {
        assertAll(rows().filter(row -> row[0].startsWith("enum ") && !row[1].matches("CUSE_.*|.*BSWAP.*"))
                .map(row -> () -> {
                    Home home = known(ENUM_HOMES.get(row[0].substring(5)), row[0]);
                    assertEquals(number(row[2]), valueIn(home.holder(), home.fieldFor(row[1])), row[1]);
                }));
    }

    @Test
    void shouldLayOutEveryStructOfTheTable() {
        Map<String, Struct> structs = declaredStructs();
        Set<String> unclaimed = new HashSet<>(structs.keySet());
        List<String> differences = new ArrayList<>();
        rows().filter(row -> row[0].equals("struct") && !row[1].matches(LEFT_OUT))
                .forEach(row -> {
                    Struct struct = structs.get(row[1]);
                    unclaimed.remove(row[1]);
                    if (struct == null || struct.sizeBytes() != Long.parseLong(row[2])) {
                        differences.add(String.join(" ", row) + " but " + struct);
                    }
                });
        assertEquals(List.of(), differences);
        assertEquals(Set.of(), unclaimed, "structs that the table does not know");
    }

    @Test
    void shouldPlaceEveryFieldOfTheTableInOrder() {
        Map<String, List<String>> expected = new HashMap<>();
        rows().filter(row -> row[0].equals("field") && !row[1].matches(LEFT_OUT))
                .forEach(row -> {
                    String[] name = row[1].split("\\.", 2);
                    String width = row[3].startsWith("flexible") ? "0" : row[3];
                    expected.computeIfAbsent(name[0], struct -> new ArrayList<>())
                            .add(name[1] + "@" + row[2] + ":" + width);
                });
        Map<String, List<String>> declared = new HashMap<>();
        declaredStructs()
                .forEach((name, struct) -> declared.put(
                        name,
                        struct.fields().stream()
                                .map(field -> field.name() + "@" + field.offset() + ":" + field.width())
                                .toList()));
        assertEquals(expected, declared);
    }

    @Test
    void shouldReadTheWholeTable() {
        assertTrue(rows().count() > 500, "table cut short");
    }

    private static long constant(String name) {
        for (Home home : CONSTANT_HOMES) {
            if (name.startsWith(home.prefix())) {
                return valueIn(home.holder(), home.fieldFor(name));
            }
        }
        String bare = name.replaceFirst("^FUSE_", "");
        for (Class<?> holder : OTHER_HOMES) {
            if (Stream.of(holder.getFields()).anyMatch(field -> field.getName().equals(bare))) {
                return valueIn(holder, bare);
            }
        }
        throw new AssertionError("no constant for " + name);
    }

    /** The value; an int is unsigned, so that it compares with the table. */
    private static long valueIn(Class<?> holder, String field) {
        try {
            Object value = holder.getField(field).get(null);
            return value instanceof Integer i ? Integer.toUnsignedLong(i) : (Long) value;
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(holder.getSimpleName() + "." + field, e);
        }
    }

    private static long number(String decimal) {
        return new BigInteger(decimal).longValue();
    }

    private static Map<String, Struct> declaredStructs() {
        Map<String, Struct> structs = new HashMap<>();
        for (Class<?> family : STRUCT_FAMILIES) {
            for (Class<?> holder : family.getDeclaredClasses()) {
                Struct struct = structIn(holder);
                structs.put(struct.name(), struct);
            }
        }
        return structs;
    }

    private static Struct structIn(Class<?> holder) {
        try {
            return (Struct) holder.getDeclaredField("STRUCT").get(null);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(holder.getSimpleName(), e);
        }
    }

    private static <T> T known(@Nullable T value, String what) {
        if (value == null) {
            throw new AssertionError(what);
        }
        return value;
    }

    private static Stream<String[]> rows() {
        try (InputStream table = ProtocolTableTest.class.getResourceAsStream("fuse-protocol-7.45.tsv")) {
            if (table == null) {
                throw new AssertionError("fuse-protocol-7.45.tsv is not on the class path");
            }
            return new String(table.readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t", -1));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
