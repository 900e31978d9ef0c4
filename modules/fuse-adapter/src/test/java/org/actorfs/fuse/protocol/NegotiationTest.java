package org.actorfs.fuse.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.actorfs.fuse.protocol.Negotiation.NewerMajor;
import org.actorfs.fuse.protocol.Negotiation.Refused;
import org.junit.jupiter.api.Test;

/** What INIT comes to, kernel by kernel. */
final class NegotiationTest {
    private static final int MIB = 1 << 20;
    private static final int PAGE = 4096;
    private static final long EVERYTHING = -1L;

    @Test
    void shouldAskANewerMajorToComeAgain() {
        assertEquals(new NewerMajor(8), decide(8, 0, EVERYTHING, wishes(0)));
    }

    @Test
    void shouldRefuseAnOldKernelAndSayWhatToDo() {
        for (Negotiation.Result result : new Negotiation.Result[] {
            decide(6, 99, EVERYTHING, wishes(0)),
            decide(7, 11, EVERYTHING, wishes(0)),
            decide(7, 30, EVERYTHING, wishes(0))
        }) {
            Refused refused = assertInstanceOf(Refused.class, result);
            assertEquals(71, refused.errno());
            assertTrue(refused.reason().contains("run Linux 5.4 or newer"), refused.reason());
        }
    }

    @Test
    void shouldSpeakTheSmallerMinor() {
        assertEquals(31, agree(31, EVERYTHING, wishes(0)).minor());
        assertEquals(38, agree(38, EVERYTHING, wishes(0)).minor());
        assertEquals(45, agree(45, EVERYTHING, wishes(0)).minor());
        assertEquals(45, agree(46, EVERYTHING, wishes(0)).minor());
        assertFalse(agree(44, EVERYTHING, wishes(0)).supportsPrune());
        assertTrue(agree(45, EVERYTHING, wishes(0)).supportsPrune());
    }

    @Test
    void shouldGrantOnlyWhatTheKernelOffers() {
        long offered = InitFlags.ASYNC_READ | InitFlags.PARALLEL_DIROPS;
        Agreed agreed = agree(45, offered, wishes(EVERYTHING));
        assertEquals(offered, agreed.flags());
    }

    @Test
    void shouldTurnOnNothingThatNobodyWished() {
        assertEquals(
                InitFlags.MAX_PAGES | InitFlags.INIT_EXT,
                agree(45, EVERYTHING, wishes(0)).flags());
    }

    @Test
    void shouldIgnoreTheUpperHalfWithoutInitExt() {
        Agreed agreed = agree(45, EVERYTHING & ~InitFlags.INIT_EXT, wishes(EVERYTHING));
        assertEquals(0, agreed.flags() >>> 32);
        assertFalse(agreed.has(InitFlags.INIT_EXT));
    }

    @Test
    void shouldNeverSetTheReservedBit() {
        assertEquals(0, agree(45, EVERYTHING, wishes(EVERYTHING)).flags() & (1L << 31));
    }

    @Test
    void shouldCountMaxPagesFromMaxWrite() {
        Agreed agreed = agree(45, EVERYTHING, wishes(0));
        assertEquals(MIB, agreed.maxWriteBytes());
        assertEquals(256, agreed.maxPages());
        assertEquals(MIB + 4096, agreed.requestBufferBytes());
    }

    @Test
    void shouldWrite128KibAtMostWithoutMaxPages() {
        Agreed agreed = agree(45, EVERYTHING & ~InitFlags.MAX_PAGES, wishes(0));
        assertEquals(128 * 1024, agreed.maxWriteBytes());
        assertEquals(32, agreed.maxPages());
    }

    @Test
    void shouldReadAheadNoMoreThanEitherSideWants() {
        assertEquals(4096, readahead(4096, 65536));
        assertEquals(65536, readahead(-1, 65536));
        assertEquals(0, readahead(-1, 0));
    }

    @Test
    void shouldNotTakeAclsWithoutTheUmask() {
        assertTrue(agree(45, EVERYTHING, wishes(InitFlags.POSIX_ACL)).has(InitFlags.POSIX_ACL | InitFlags.DONT_MASK));
        assertFalse(agree(45, EVERYTHING & ~InitFlags.POSIX_ACL, wishes(InitFlags.POSIX_ACL))
                .has(InitFlags.DONT_MASK));
    }

    @Test
    void shouldDropWhatTheKernelWouldIgnore() {
        Agreed agreed = agree(45, EVERYTHING, wishes(EVERYTHING));
        assertFalse(agreed.has(InitFlags.HANDLE_KILLPRIV), "KILLPRIV_V2 is on");
        assertFalse(agreed.has(InitFlags.EXPLICIT_INVAL_DATA), "AUTO_INVAL_DATA is on");
        assertFalse(agreed.has(InitFlags.PASSTHROUGH), "WRITEBACK_CACHE is on");
        assertEquals(0, agreed.maxStackDepth());
        long auto = InitFlags.READDIRPLUS_AUTO;
        assertFalse(agree(45, EVERYTHING, wishes(auto)).has(auto), "DO_READDIRPLUS is off");
    }

    @Test
    void shouldPassThroughOnlyWithAStackDepth() {
        Agreed agreed = agree(45, EVERYTHING, wishes(InitFlags.PASSTHROUGH));
        assertTrue(agreed.has(InitFlags.PASSTHROUGH | InitFlags.INIT_EXT));
        assertEquals(1, agreed.maxStackDepth());
        InitWishes flat = new InitWishes(InitFlags.PASSTHROUGH, MIB, MIB, 0, 0, 1, 0, 0, false, PAGE);
        assertFalse(agree(45, EVERYTHING, flat).has(InitFlags.PASSTHROUGH));
    }

    @Test
    void shouldAllowIdmapOnlyWithDefaultPermissions() {
        long idmap = InitFlags.ALLOW_IDMAP;
        assertFalse(agree(45, EVERYTHING, wishes(idmap)).has(idmap));
        assertTrue(agree(45, EVERYTHING, wishes(idmap | InitFlags.POSIX_ACL)).has(idmap));
        InitWishes checked = new InitWishes(idmap, MIB, MIB, 0, 0, 1, 0, 0, true, PAGE);
        assertTrue(agree(45, EVERYTHING, checked).has(idmap));
    }

    @Test
    void shouldTimeOutOnlyWhereTheKernelCan() {
        InitWishes timed = new InitWishes(0, MIB, MIB, 0, 0, 1, 0, 60, false, PAGE);
        assertEquals(60, agree(45, EVERYTHING, timed).requestTimeoutSeconds());
        assertEquals(
                0, agree(45, EVERYTHING & ~InitFlags.REQUEST_TIMEOUT, timed).requestTimeoutSeconds());
        assertFalse(agree(45, EVERYTHING, wishes(EVERYTHING)).has(InitFlags.REQUEST_TIMEOUT));
    }

    @Test
    void shouldTakeExtensionsOnlyWhereTheHeaderCountsThem() {
        long contexts = InitFlags.SECURITY_CTX;
        assertFalse(agree(37, EVERYTHING, wishes(contexts)).has(contexts));
        assertTrue(agree(38, EVERYTHING, wishes(contexts)).has(contexts));
    }

    @Test
    void shouldCallThreeQuartersOfTheBackgroundCongested() {
        InitWishes wishes = new InitWishes(0, MIB, MIB, 64, 0, 1, 0, 0, false, PAGE);
        assertEquals(48, agree(45, EVERYTHING, wishes).congestionThreshold());
    }

    @Test
    void shouldRefuseWishesThatTheWireCannotCarry() {
        assertThrows(IllegalArgumentException.class, () -> new InitWishes(0, 1024, 0, 0, 0, 1, 0, 0, false, PAGE));
        assertThrows(IllegalArgumentException.class, () -> new InitWishes(0, MIB, 0, 65536, 0, 1, 0, 0, false, PAGE));
    }

    private static int readahead(int kernel, int wish) {
        SessionRequest.Init init = new SessionRequest.Init(new RequestHeader(2, 0, 0, 0, 0), 7, 45, kernel, EVERYTHING);
        InitWishes wishes = new InitWishes(0, MIB, wish, 0, 0, 1, 0, 0, false, PAGE);
        return assertInstanceOf(Agreed.class, Negotiation.decide(init, wishes)).maxReadaheadBytes();
    }

    private static InitWishes wishes(long flags) {
        return new InitWishes(flags, MIB, MIB, 0, 0, 1, 1, 0, false, PAGE);
    }

    private static Agreed agree(int minor, long offered, InitWishes wishes) {
        return assertInstanceOf(Agreed.class, decide(7, minor, offered, wishes));
    }

    private static Negotiation.Result decide(int major, int minor, long offered, InitWishes wishes) {
        return Negotiation.decide(
                new SessionRequest.Init(new RequestHeader(2, 0, 0, 0, 0), major, minor, 131_072, offered), wishes);
    }
}
