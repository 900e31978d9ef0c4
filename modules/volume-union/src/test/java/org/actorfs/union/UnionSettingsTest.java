package org.actorfs.union;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.actorfs.fs.driver.KernelUse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class UnionSettingsTest {
    private final UnionSettings defaults = UnionSettings.defaults();

    @Test
    void shouldHaveMergerfssDefaults() {
        assertEquals("pfrd", defaults.policy(Func.CREATE).name());
        assertEquals("pfrd", defaults.policy(Func.MKDIR).name());
        assertEquals("epall", defaults.policy(Func.UNLINK).name());
        assertEquals("ff", defaults.policy(Func.GETATTR).name());
        assertEquals(4L << 30, defaults.value(UnionOptions.MIN_FREE_BYTES));
        assertEquals(InodeCalc.HYBRID_HASH, defaults.value(UnionOptions.INODE_CALC));
        assertFalse(defaults.preservesPaths());
    }

    @Test
    void shouldSetACategoryAndThenAFunctionOfIt() throws BadSetting {
        UnionSettings set = defaults.with("category.create", "epmfs").with("func.mkdir", "rand");
        assertEquals("epmfs", set.policy(Func.CREATE).name());
        assertEquals("rand", set.policy(Func.MKDIR).name());
        assertEquals("epall", set.policy(Func.CHMOD).name());
        assertTrue(set.preservesPaths());
        assertFalse(set.with("ignorepponrename", "true").preservesPaths());
    }

    @Test
    void shouldLeaveTheOldSettingsAsTheyAre() throws BadSetting {
        UnionSettings set = defaults.with("minfreespace", "1K");
        assertEquals(1024, set.value(UnionOptions.MIN_FREE_BYTES));
        assertEquals(4L << 30, defaults.value(UnionOptions.MIN_FREE_BYTES));
    }

    @Test
    void shouldTakeEveryOptionItNames() throws BadSetting {
        UnionSettings set = defaults;
        for (var option : UnionSettings.options()) {
            String value =
                    switch (option.argument()) {
                        case "POLICY", "BOOL|POLICY" -> "mfs";
                        case "SIZE" -> "7M";
                        case "KIB" -> "512";
                        case "BOOL" -> "true";
                        case "SECONDS" -> "0.5";
                        case "MODE" -> "path-hash32";
                        default -> option.argument().substring(option.argument().lastIndexOf('|') + 1);
                    };
            if (option.word().equals("passthrough.io")) {
                continue; // excludes others
            }
            set = set.with(option.word(), value);
            String told = set.get(option.word());
            assertNotNull(told, option.word());
            if (!option.word().startsWith("category.")) { // whose functions may have policies of their own
                assertEquals(told, set.with(option.word(), told).get(option.word()));
            }
        }
        assertEquals(500_000_000, set.value(UnionOptions.ENTRY_NANOS));
        assertEquals(InodeCalc.PATH_HASH32, set.value(UnionOptions.INODE_CALC));
        assertEquals("mfs", set.policy(Func.READLINK).name());
    }

    @ParameterizedTest
    @CsvSource({
        "func.create, mostfree, epmfs",
        "func.creat, mfs, func.create",
        "category.search, , there are",
        "category.all, mfs, category.action",
        "minfreespace, much, such as 4G",
        "ignorepponrename, yes, false true",
        "inodecalc, hash, hybrid-hash",
        "moveonenospc, yes, epmfs",
        "passthrough.io, on, off ro wo rw",
        "cache.entry, -1, seconds",
        "cache.attr, soon, seconds",
        "statfs_ignore, all, none ro nc",
        "colour, blue, not a setting",
    })
    void shouldSayWhatIsPossible(String word, String value, String remedy) {
        BadSetting refusal = assertThrows(BadSetting.class, () -> defaults.with(word, value == null ? "" : value));
        assertTrue(String.valueOf(refusal.getMessage()).contains(remedy), refusal.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"moveonenospc, true", "cache.files, off", "nullrw, true"})
    void shouldRefuseWhatContradictsPassthrough(String word, String value) throws BadSetting {
        UnionSettings passing = defaults.with("passthrough.io", "rw");
        assertEquals("rw", passing.get("passthrough.io"));
        assertThrows(BadSetting.class, () -> passing.with(word, value));
        UnionSettings other = defaults.with(word, value);
        assertThrows(BadSetting.class, () -> other.with("passthrough.io", "ro"));
    }

    @Test
    void shouldTellTheKernelWhatIsAsked() throws BadSetting {
        assertEquals(KernelUse.CAREFUL, defaults.kernelUse());
        KernelUse asked = defaults.with("cache.files", "auto-full")
                .with("cache.readdir", "true")
                .with("cache.symlinks", "false")
                .with("async_read", "false")
                .with("cache.negative_entry", "2")
                .with("passthrough.io", "wo")
                .with("posix_acl", "false")
                .with("readahead", "512")
                .with("link_cow", "true")
                .kernelUse();
        assertEquals(
                new KernelUse(
                        true, KernelUse.Pages.KEPT_UNTIL_CHANGED, true, false, false, 2_000_000_000, false, 512, false),
                asked);
    }
}
