package org.actorfs.app.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.actorfs.app.doctor.Finding.Verdict;
import org.actorfs.app.doctor.Machine.FuseDevice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class CheckupTest {
    private static final Optional<Path> FUSERMOUNT = Optional.of(Path.of("/usr/bin/fusermount3"));

    @Test
    void shouldFindNothingWrongWithAMachineThatHasEverything() {
        List<Finding> findings = Checkup.of(rootOn("6.18.1"));

        assertEquals(9, findings.size());
        assertTrue(findings.stream().allMatch(finding -> finding.verdict() == Verdict.OK), findings.toString());
    }

    @Test
    void shouldFailOnAnOldJava() {
        Machine machine = new Machine(
                21,
                FuseDevice.USABLE,
                FUSERMOUNT,
                KernelVersion.of("6.18"),
                20_000,
                true,
                true,
                true,
                Optional.empty());

        assertFinds(Verdict.FAIL, "install a JDK 25", machine);
    }

    @ParameterizedTest
    @EnumSource(
            value = FuseDevice.class,
            names = {"MISSING", "DENIED", "BROKEN"})
    void shouldFailWithoutTheFuseDeviceAndSayWhatToDo(FuseDevice device) {
        Machine machine = new Machine(
                25, device, FUSERMOUNT, KernelVersion.of("6.18"), 20_000, true, true, true, Optional.empty());

        assertFinds(Verdict.FAIL, device == FuseDevice.DENIED ? "chmod 666 /dev/fuse" : "modprobe fuse", machine);
    }

    @Test
    void shouldFailWithoutFusermountUnlessRoot() {
        assertFinds(Verdict.FAIL, "install the package fuse3", withoutFusermount(false));
        assertFinds(Verdict.WARN, "install the package fuse3", withoutFusermount(true));
    }

    @Test
    void shouldFailOnAKernelBefore6Point1() {
        assertFinds(Verdict.FAIL, "Linux 5.19 is too old", rootOn("5.19.0-46-generic"));
    }

    @Test
    void shouldWarnOfWhatDebian12sKernelLacks() {
        assertFinds(Verdict.OK, "Linux 6.1", rootOn("6.1.0-38-amd64"));
        assertFinds(Verdict.WARN, "FUSE_PASSTHROUGH needs Linux 6.9, this is 6.1", rootOn("6.1.0-38-amd64"));
    }

    @Test
    void shouldWarnOfFewFileDescriptors() {
        Machine machine = new Machine(
                25, FuseDevice.USABLE, FUSERMOUNT, KernelVersion.of("6.18"), 1024, true, true, true, Optional.empty());

        assertFinds(Verdict.WARN, "limited to 1024", machine);
    }

    @Test
    void shouldTellOthersThanRootWhoAllowsAllowOther() {
        Machine machine = new Machine(
                25,
                FuseDevice.USABLE,
                FUSERMOUNT,
                KernelVersion.of("6.18"),
                20_000,
                false,
                false,
                true,
                Optional.empty());

        assertFinds(Verdict.WARN, "user_allow_other into /etc/fuse.conf", machine);
        assertFinds(Verdict.WARN, "FUSE_PASSTHROUGH is for root only", machine);
    }

    @Test
    void shouldSayWhoNeedsLibfuse2() {
        Machine machine = new Machine(
                25,
                FuseDevice.USABLE,
                FUSERMOUNT,
                KernelVersion.of("6.18"),
                20_000,
                true,
                true,
                false,
                Optional.empty());

        assertFinds(Verdict.WARN, "install the package libfuse2", machine);
        assertFinds(Verdict.OK, "libfuse 2 is there", rootOn("6.18"));
    }

    @Test
    void shouldSayWhatRingsNeed() {
        Machine machine = new Machine(
                25,
                FuseDevice.USABLE,
                FUSERMOUNT,
                KernelVersion.of("6.18"),
                20_000,
                true,
                true,
                true,
                Optional.of("FUSE over io_uring is switched off"));

        assertFinds(Verdict.WARN, "is switched off; requests travel through /dev/fuse", machine);
        assertFinds(Verdict.OK, "FUSE over io_uring", rootOn("6.18"));
    }

    private static Machine rootOn(String release) {
        return new Machine(
                25,
                FuseDevice.USABLE,
                FUSERMOUNT,
                KernelVersion.of(release),
                20_000,
                true,
                false,
                true,
                Optional.empty());
    }

    private static Machine withoutFusermount(boolean root) {
        return new Machine(
                25,
                FuseDevice.USABLE,
                Optional.empty(),
                KernelVersion.of("6.18"),
                20_000,
                root,
                true,
                true,
                Optional.empty());
    }

    private static void assertFinds(Verdict verdict, String part, Machine machine) {
        List<Finding> findings = Checkup.of(machine);
        assertTrue(
                findings.stream()
                        .anyMatch(finding -> finding.verdict() == verdict
                                && finding.sentence().contains(part)),
                () -> verdict + " " + part + " not in " + findings);
    }
}
