package org.actorfs.app;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may know whom. The arrows are those of the README; Maven holds the ones between modules, this the rest. */
@AnalyzeClasses(
        packages = "org.actorfs",
        importOptions = {DoNotIncludeTests.class, ModuleArrowsTest.NoTestJars.class})
final class ModuleArrowsTest {
    /** The contract suites of fs-actors come as a jar. */
    static final class NoTestJars implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("-tests.jar");
        }
    }

    private static final String POSIX = "org.actorfs.posix..";
    private static final String FS = "org.actorfs.fs..";
    private static final String FUSE = "org.actorfs.fuse..";
    private static final String MIRROR = "org.actorfs.mirror..";
    private static final String UNION = "org.actorfs.union..";
    private static final String SIMULATION = "org.actorfs.simulation..";

    /** Locks and shared maps; queues, executors and futures are how what is handed in looks, and stay allowed. */
    private static final DescribedPredicate<JavaClass> LOCK_OR_CONCURRENT_MAP = describe(
            "a lock or a concurrent map",
            type -> type.getPackageName().equals("java.util.concurrent.locks")
                    || type.getName().startsWith("java.util.concurrent.ConcurrentHashMap")
                    || type.getName().startsWith("java.util.concurrent.ConcurrentSkipList")
                    || type.getName().equals("java.util.concurrent.Semaphore"));

    @ArchTest
    static final ArchRule fsShouldKnowOnlyPekkoAndTheJdk = classes()
            .that()
            .resideInAPackage(FS)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    FS,
                    "java..",
                    "com.sun.management..", // the JDK's own: how much memory the machine has
                    "org.apache.pekko..",
                    "com.typesafe.config..",
                    "scala..",
                    "org.slf4j..",
                    "org.jspecify..");

    @ArchTest
    static final ArchRule fsShouldNeitherLockNorShareMaps =
            noClasses().that().resideInAPackage(FS).should().dependOnClassesThat(LOCK_OR_CONCURRENT_MAP);

    /** ArchUnit sees the modifier, not a {@code synchronized} block. */
    @ArchTest
    static final ArchRule fsShouldHaveNoSynchronizedMethod = noMethods()
            .that()
            .areDeclaredInClassesThat()
            .resideInAPackage(FS)
            .should()
            .haveModifier(JavaModifier.SYNCHRONIZED);

    @ArchTest
    static final ArchRule posixShouldKnowNobody = classes()
            .that()
            .resideInAPackage(POSIX)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(POSIX, "java..", "org.jspecify..");

    @ArchTest
    static final ArchRule onlyPosixShouldCallNativeCode = noClasses()
            .that()
            .resideOutsideOfPackage(POSIX)
            .should()
            .dependOnClassesThat()
            .haveNameMatching("java\\.lang\\.foreign\\.(Linker|SymbolLookup)(\\$.*)?");

    @ArchTest
    static final ArchRule fuseShouldKnowNoDriver = noClasses()
            .that()
            .resideInAPackage(FUSE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(MIRROR, UNION, SIMULATION);

    @ArchTest
    static final ArchRule driversShouldKnowNoTransport = noClasses()
            .that()
            .resideInAnyPackage(MIRROR, UNION, SIMULATION)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(FUSE);

    @ArchTest
    static final ArchRule nobodyShouldKnowTheProgram = noClasses()
            .that()
            .resideInAnyPackage(POSIX, FS, FUSE, MIRROR, UNION, SIMULATION)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.actorfs.app..", "org.actorfs.bench..");
}
