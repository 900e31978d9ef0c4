package org.actorfs.union;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Timespec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Each policy against tables of branches. A branch is written {@code RW 30/70 e9}: its mode, available and used bytes, and the mtime of
 * what is there if something is; {@code ro} for a filesystem that is mounted read-only, {@code dead} for one that does not answer.
 */
final class PolicyTest {
    private static final long MIN_FREE = 10;

    /** No ties, each branch is the best at something, and the second lacks the path. */
    private static final String THREE = "RW 30/70 e5; RW 90/20; RW 60/90 e9";

    @ParameterizedTest
    @CsvSource({
        "all, 0 1 2",
        "ff, 0",
        "lfs, 0",
        "lus, 1",
        "mfs, 1",
        "newest, 2",
        "epall, 0 2",
        "epff, 0",
        "eplfs, 0",
        "eplus, 0",
        "epmfs, 2",
        "msplfs, 0",
        "msplus, 0",
        "mspmfs, 2",
        "erofs, EROFS",
    })
    void shouldMakeThings(String policy, String expected) {
        assertEquals(expected, select(policy, Category.CREATE, THREE));
    }

    @ParameterizedTest
    @CsvSource({
        "all, 0 2",
        "ff, 0",
        "lfs, 0",
        "lus, 0",
        "mfs, 2",
        "newest, 2",
        "epall, 0 2",
        "epff, 0",
        "eplfs, 0",
        "eplus, 0",
        "epmfs, 2",
        "msplfs, 0",
        "msplus, 0",
        "mspmfs, 2",
        "erofs, EROFS",
    })
    void shouldFindAndChangeWhatIsThere(String policy, String expected) {
        assertEquals(expected, select(policy, Category.SEARCH, THREE));
        assertEquals(expected, select(policy, Category.ACTION, THREE));
    }

    @ParameterizedTest
    @CsvSource({"rand, 0 1 2", "pfrd, 0 1 2", "eprand, 0 2", "eppfrd, 0 2", "msppfrd, 0 2"})
    void shouldMakeThingsAnywhereThatIsAllowed(String policy, String expected) {
        assertEquals(expected, everSelected(policy, Category.CREATE, THREE));
    }

    @ParameterizedTest
    @CsvSource({"rand, 0 2", "pfrd, 0 2", "eprand, 0 2", "eppfrd, 0 2", "msppfrd, 0 2"})
    void shouldFindAtRandom(String policy, String expected) {
        assertEquals(expected, everSelected(policy, Category.SEARCH, THREE));
        assertEquals(expected, everSelected(policy, Category.ACTION, THREE));
    }

    @Test
    void shouldPreferFreeSpaceInProportion() {
        Random random = new Random(1);
        int[] chosen = new int[2];
        for (int i = 0; i < 10_000; i++) {
            chosen[Integer.parseInt(select("pfrd", Category.CREATE, "RW 1000/0; RW 3000/0", random))]++;
        }
        assertTrue(chosen[0] > 2_300 && chosen[0] < 2_700, Arrays.toString(chosen));
    }

    @Test
    void shouldChooseEvenlyWhereNothingIsFree() {
        assertEquals("0 1", everSelected("pfrd", Category.SEARCH, "RW 0/9 e1; RW 0/9 e1"));
    }

    /** Ties go to the last branch, but for the least used. */
    @ParameterizedTest
    @CsvSource({"mfs, 1", "lfs, 1", "lus, 0", "newest, 1"})
    void shouldSettleTiesAsMergerfsDoes(String policy, String expected) {
        assertEquals(expected, select(policy, Category.CREATE, "RW 50/50 e1; RW 50/50 e1"));
    }

    @ParameterizedTest
    @CsvSource({
        "RO 50/0 e1; NC 50/0 e1; RW 50/0 e1, 2",
        "RW ro 50/0 e1; RW dead e1; RW 50/0 e1, 2",
        "RW 9/0 e1; RW 50/0 e1, 1",
        "RO 50/0 e1; NC 50/0 e1, EROFS",
        "RW 9/0 e1; RW dead, ENOSPC",
        "RW 9/0 e1; RO 50/0 e1, EROFS",
        "RO 50/0 e1; RW 9/0 e1, EROFS",
        "RW dead e1, ENOENT",
    })
    void shouldLeaveOutBranchesWhenMakingThings(String branches, String expected) {
        assertEquals(expected, select("ff", Category.CREATE, branches));
        assertEquals(expected, select("epff", Category.CREATE, branches));
    }

    @ParameterizedTest
    @CsvSource({
        "RO 50/0 e1; NC 9/0 e1; RW ro 50/0 e1; RW 9/0 e1, 1 3",
        "RO 50/0 e1, EROFS",
        "RW ro 50/0 e1, EROFS",
        "RW 50/0; RO 50/0 e1, EROFS",
        "RW 50/0, ENOENT",
    })
    void shouldLeaveOutBranchesWhenChangingThings(String branches, String expected) {
        assertEquals(expected, select("epall", Category.ACTION, branches));
    }

    @Test
    void shouldLeaveOutNoBranchThatHasItWhenLooking() {
        assertEquals("0 1 2", select("all", Category.SEARCH, "RO 0/0 e1; NC 0/0 e1; RW ro 0/0 e1; RW 90/0"));
        assertEquals("ENOENT", select("all", Category.SEARCH, "RW 90/0"));
    }

    @Test
    void shouldTakeExistingPathsOnlyWherePathsArePreserved() {
        assertEquals("ENOENT", select("epmfs", Category.CREATE, "RW 90/0; RW 50/0"));
        assertEquals("0", select("mfs", Category.CREATE, "RW 90/0; RW 50/0"));
    }

    @Test
    void shouldKnowWhichPoliciesPreservePaths() {
        for (Policy policy : Policies.all()) {
            boolean expected = policy.name().startsWith("ep") || policy.name().startsWith("msp");
            assertEquals(expected, policy.preservesPaths(), policy.name());
            assertEquals(policy.name().startsWith("msp"), policy.walksUp(), policy.name());
        }
        assertEquals(20, Policies.all().size());
    }

    private static String select(String policy, Category category, String branches) {
        return select(policy, category, branches, new Random(1));
    }

    private static String select(String policy, Category category, String branches, RandomGenerator random) {
        Selection selection = Policies.named(policy).orElseThrow().select(category, candidates(branches), random);
        return switch (selection) {
            case Selection.Refused(Errno errno) -> errno.name();
            case Selection.Chosen(List<Integer> indices) ->
                String.join(" ", indices.stream().map(String::valueOf).toList());
        };
    }

    /** All that it chooses in many tries, sorted. */
    private static String everSelected(String policy, Category category, String branches) {
        Set<Integer> ever = new TreeSet<>();
        Random random = new Random(1);
        for (int i = 0; i < 500; i++) {
            Selection selection = Policies.named(policy).orElseThrow().select(category, candidates(branches), random);
            List<Integer> chosen =
                    assertInstanceOf(Selection.Chosen.class, selection).indices();
            assertEquals(1, chosen.size());
            ever.addAll(chosen);
        }
        return String.join(" ", ever.stream().map(String::valueOf).toList());
    }

    private static List<Candidate> candidates(String branches) {
        List<Candidate> candidates = new ArrayList<>();
        for (String branch : branches.split(";")) {
            candidates.add(candidate(List.of(branch.strip().split(" "))));
        }
        return candidates;
    }

    private static Candidate candidate(List<String> words) {
        String space =
                words.stream().filter(word -> word.contains("/")).findFirst().orElse("0/0");
        int slash = space.indexOf('/');
        long mtime = words.stream()
                .filter(word -> word.startsWith("e"))
                .mapToLong(word -> Long.parseLong(word.substring(1)))
                .findFirst()
                .orElse(-1);
        return new Candidate(
                BranchMode.valueOf(words.getFirst()),
                !words.contains("dead"),
                words.contains("ro"),
                mtime >= 0,
                mtime >= 0 ? new Timespec(mtime, 0) : Timespec.EPOCH,
                Long.parseLong(space.substring(0, slash)),
                Long.parseLong(space.substring(slash + 1)),
                MIN_FREE);
    }
}
