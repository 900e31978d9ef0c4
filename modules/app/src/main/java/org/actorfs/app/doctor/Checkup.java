package org.actorfs.app.doctor;

import java.util.ArrayList;
import java.util.List;

/** Judges a {@link Machine}: one finding for each thing that actorfs needs or can use, with what to do about it. */
public final class Checkup {
    private static final int LEAST_JAVA = 25;
    private static final KernelVersion LEAST_KERNEL = new KernelVersion(6, 1);
    private static final KernelVersion PASSTHROUGH = new KernelVersion(6, 9);

    /** Below this a few hundred open files of users would leave the daemon without descriptors. */
    private static final long ENOUGH_OPEN_FILES = 20_000;

    private Checkup() {}

    /** The findings, in the order they are shown. */
    public static List<Finding> of(Machine machine) {
        List<Finding> findings = new ArrayList<>();
        findings.add(java(machine));
        findings.add(fuseDevice(machine));
        findings.add(fusermount(machine));
        findings.add(kernel(machine));
        findings.add(passthrough(machine));
        findings.add(rings(machine));
        findings.add(openFiles(machine));
        findings.add(allowOther(machine));
        findings.add(libfuse2(machine));
        return findings;
    }

    private static Finding java(Machine machine) {
        return machine.javaFeature() >= LEAST_JAVA
                ? Finding.ok("Java " + machine.javaFeature())
                : Finding.fail("Java %d is too old: install a JDK %d or newer, or set JAVA_HOME"
                        .formatted(machine.javaFeature(), LEAST_JAVA));
    }

    private static Finding fuseDevice(Machine machine) {
        return switch (machine.fuseDevice()) {
            case USABLE -> Finding.ok("/dev/fuse opens");
            case MISSING ->
                Finding.fail("/dev/fuse is missing: run modprobe fuse, or give the container that device"
                        + " (--device /dev/fuse)");
            case DENIED ->
                Finding.fail("/dev/fuse may not be opened: it should have mode 0666 (chmod 666 /dev/fuse),"
                        + " and a container must be given the device (--device /dev/fuse)");
            case BROKEN -> Finding.fail("/dev/fuse is there but does not open: run modprobe fuse and look at dmesg");
        };
    }

    private static Finding fusermount(Machine machine) {
        if (machine.fusermount().isPresent()) {
            return Finding.ok("fusermount3 is " + machine.fusermount().get());
        }
        return machine.root()
                ? Finding.warn("fusermount3 is not on PATH: root mounts without it, auto_unmount needs it;"
                        + " install the package fuse3")
                : Finding.fail(
                        "fusermount3 is not on PATH, and only root mounts without it: install the package fuse3");
    }

    private static Finding kernel(Machine machine) {
        return machine.kernel().isAtLeast(LEAST_KERNEL)
                ? Finding.ok("Linux " + machine.kernel())
                : Finding.fail(
                        "Linux %s is too old: actorfs needs %s or newer".formatted(machine.kernel(), LEAST_KERNEL));
    }

    private static Finding passthrough(Machine machine) {
        if (!machine.kernel().isAtLeast(PASSTHROUGH)) {
            return Finding.warn(
                    "FUSE_PASSTHROUGH needs Linux %s, this is %s; reads and writes go through the daemon instead"
                            .formatted(PASSTHROUGH, machine.kernel()));
        }
        return machine.root()
                ? Finding.ok("the kernel has FUSE_PASSTHROUGH")
                : Finding.warn("FUSE_PASSTHROUGH is for root only: reads and writes go through the daemon instead");
    }

    private static Finding rings(Machine machine) {
        return machine.ringsNeed()
                .map(need -> Finding.warn(need + "; requests travel through /dev/fuse instead, which is slower"))
                .orElse(Finding.ok("the kernel has FUSE over io_uring, and may use it"));
    }

    private static Finding openFiles(Machine machine) {
        return machine.openFiles() >= ENOUGH_OPEN_FILES
                ? Finding.ok("open files: " + limit(machine.openFiles()))
                : Finding.warn("open files are limited to %d, actorfs may run out: ulimit -n %d before the start, or"
                                .formatted(machine.openFiles(), ENOUGH_OPEN_FILES)
                        + " LimitNOFILE in its systemd unit");
    }

    private static Finding allowOther(Machine machine) {
        if (machine.root()) {
            return Finding.ok("allow_other: root may");
        }
        return machine.userAllowOther()
                ? Finding.ok("allow_other: /etc/fuse.conf says user_allow_other")
                : Finding.warn("-o allow_other is for root only here: root can put the line user_allow_other into"
                        + " /etc/fuse.conf");
    }

    private static Finding libfuse2(Machine machine) {
        return machine.libfuse2()
                ? Finding.ok("libfuse 2 is there, for -o transport=jnr")
                : Finding.warn(
                        "libfuse 2 is not installed; only -o transport=jnr needs it: install the package libfuse2");
    }

    private static String limit(long files) {
        return files == Long.MAX_VALUE ? "unlimited" : Long.toString(files);
    }
}
