package org.actorfs.app.system;

import static java.time.Duration.ofMinutes;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.actorfs.app.SystemMount;
import org.actorfs.app.SystemMount.Volume;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Programs that check what they wrote: databases, copiers, verifiers. */
@Tag("mount")
@Timeout(600)
final class RealDataTest {
    private static final boolean SOAK = Boolean.getBoolean("actorfs.test.soak");

    /** Six processes write at once, in every journal mode; with a WAL its index is mapped shared. */
    private static final String SQLITE = """
            set -e
            cd "$MNT"
            for mode in delete truncate persist memory wal; do
                rm -f db*
                sqlite3 db "pragma journal_mode=$mode; create table t(w, i);" >/dev/null
                pids=
                for w in 1 2 3 4 5 6; do
                    for i in $(seq 15); do
                        sqlite3 -cmd '.timeout 60000' db "pragma mmap_size=1000000; insert into t values($w, $i);" >/dev/null || exit 1
                    done &
                    pids="$pids $!"
                done
                for p in $pids; do wait "$p"; done
                [ "$(sqlite3 db 'select count(*) from t')" = 90 ] || { echo "$mode lost rows"; exit 1; }
                [ "$(sqlite3 db 'pragma integrity_check')" = ok ] || { echo "$mode is broken"; exit 1; }
            done
            rm -f db*
            """;

    /** Everything that rsync and tar know to keep; what differs is printed. */
    private static final String COPIES = """
            set -e
            cd "$MNT"
            mkdir src && cd src
            for i in $(seq 200); do mkdir -p d$((i % 9)); head -c $((i * 37)) /dev/urandom >d$((i % 9))/f$i; done
            ln d1/f1 d2/hard
            ln -s ../d1/f1 d3/soft
            mkfifo d4/fifo
            setfattr -n user.k -v v d1/f10
            setfacl -m u:12345:rwx d1/f19 d5
            setfacl -d -m g:555:rx d6
            chmod 4711 d1/f28
            touch -d '1969-01-02 03:04:05.123456789' d2/f2
            truncate -s 10M d7/sparse
            cd ..
            rsync -aHAX src/ dst/
            rsync -aHAXni --delete --checksum src/ dst/ >differences
            tar --xattrs --acls -C src -cf all.tar .
            mkdir extracted
            tar --warning=no-timestamp --xattrs --acls -C extracted -xpf all.tar
            rsync -aHAXni --delete --checksum src/ extracted/ >>differences
            cat differences
            [ ! -s differences ]
            rm -rf src dst extracted all.tar differences
            """;

    private static final String VERIFY = """
            set -e
            cd "$MNT"
            for how in '--ioengine=psync' '--ioengine=psync --direct=1' '--ioengine=mmap' '--ioengine=libaio --direct=1 --iodepth=8'; do
                rm -f data
                fio --name=verify $how --rw=randwrite --bs=16k --size=24m --filename=data \\
                    --verify=crc32c --do_verify=1 --verify_fatal=1 >fio.log 2>&1 || { echo "$how"; cat fio.log; exit 1; }
            done
            rm -f data
            """;

    /** Modes, times, links and data of what was extracted, of what is read back, and nothing left in the end. */
    private static final String ENTRIES = """
            set -e
            OUT=$(mktemp -d)
            trap 'rm -rf "$OUT"' EXIT
            mkdir "$OUT/tree"
            python3 '%1$s' "$OUT/tree" %2$d
            tar -C "$OUT/tree" -cf "$OUT/tar" .
            mkdir "$MNT/tree"
            tar -C "$MNT/tree" -xpf "$OUT/tar"
            tar -C "$MNT/tree" --compare -f "$OUT/tar"
            rsync -aHni --delete --checksum "$OUT/tree/" "$MNT/tree/" >"$OUT/differences"
            cat "$OUT/differences"
            [ ! -s "$OUT/differences" ]
            [ "$(find "$MNT/tree" -mindepth 1 | wc -l)" = %2$d ]
            rm -rf "$MNT/tree"
            [ -z "$(ls -A "$MNT")" ]
            """.formatted(SystemMount.path("many_entries.py"), SOAK ? 80_000 : 3_000);

    /** What make decides by times, and what runs from where it was linked. */
    private static final String BUILD = """
            set -e
            mkdir "$MNT/project"
            cd "$MNT/project"
            echo '#define COMMON 1' >common.h
            for i in $(seq 40); do
                printf '#include "common.h"\nint f%d(void) { return COMMON * %d; }\n' $i $i >f$i.c
            done
            { echo '#include <stdio.h>'; for i in $(seq 40); do echo "int f$i(void);"; done
              echo 'int main(void) { int sum = 0;'; for i in $(seq 40); do echo "sum += f$i();"; done
              printf 'printf("%%d", sum); return 0; }'; } >main.c
            printf 'OBJECTS = $(patsubst %%.c,%%.o,$(wildcard *.c))\nCFLAGS = -O1 -MMD\nprogram: main.o libf.a\n\t$(CC) -o $@ $^\n' >Makefile
            printf 'libf.a: $(filter-out main.o,$(OBJECTS))\n\t$(AR) rcs $@ $^\n-include *.d\n' >>Makefile
            make -s -j4
            [ "$(./program)" = 820 ]
            make -q
            sleep 0.02
            touch f7.c
            [ "$(make -j4 | grep -c -- ' -c ')" = 1 ]
            sleep 0.02
            echo '#define COMMON 2' >common.h
            [ "$(make -j4 | grep -c -- ' -c ')" = 40 ]
            [ "$(./program)" = 1640 ]
            make -q
            """;

    private static final String OFFICE = """
            set -e
            dbench -t 3 -D "$MNT" 4
            rm -rf "$MNT"/clients
            """;

    @ParameterizedTest
    @CsvSource({"MEMORY, kernel", "MEMORY, volume", "MIRROR, kernel", "MIRROR, volume"})
    void shouldKeepDatabasesOfManyWriters(Volume volume, String locks) throws Exception {
        assumeTrue(SOAK || (volume == Volume.MEMORY) == locks.equals("kernel"), "the other two show the same");
        try (SystemMount mount = SystemMount.mount(volume, "locks=" + locks)) {
            mount.run(SQLITE, ofMinutes(4));
        }
    }

    @ParameterizedTest
    @CsvSource({"MEMORY, rw", "MEMORY, locks=volume", "MEMORY, writeback_cache", "MIRROR, rw", "MIRROR, locks=volume"})
    void shouldKeepWhatAKilledPostgresAcknowledged(Volume volume, String option) throws Exception {
        assumeTrue(
                SOAK || (volume == Volume.MIRROR) == option.equals("rw"), "the others are not slower, and not other");
        try (SystemMount mount = SystemMount.mount(volume, "allow_other", option)) {
            mount.run(
                    "SECONDS_A_ROUND=%d '%s'".formatted(SOAK ? 30 : 2, SystemMount.path("postgres.sh")), ofMinutes(5));
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldGiveBackManyEntries(Volume volume) throws Exception {
        try (SystemMount mount = SystemMount.mount(volume)) {
            mount.run(ENTRIES, ofMinutes(6));
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldBuildAProgram(Volume volume) throws Exception {
        try (SystemMount mount = SystemMount.mount(volume)) {
            mount.run(BUILD, ofMinutes(2));
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldGiveBackWhatWasCopied(Volume volume) throws Exception {
        try (SystemMount mount = SystemMount.mount(volume, "suid", "dev")) {
            mount.run(COPIES, ofMinutes(2));
        }
    }

    @ParameterizedTest
    @CsvSource({"MEMORY, rw", "MEMORY, writeback_cache", "MIRROR, rw"})
    void shouldHoldTheBytesThatEveryKindOfChangeMakes(Volume volume, String option) throws Exception {
        String exerciser = SystemMount.python("file_exerciser.py") + " --seeds " + (SOAK ? 300 : 5);
        try (SystemMount mount = SystemMount.mount(volume, option)) {
            mount.run(exerciser + " && " + exerciser + " --direct", ofMinutes(8));
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldPassFiosVerification(Volume volume) throws Exception {
        try (SystemMount mount = SystemMount.mount(volume)) {
            mount.run(VERIFY, ofMinutes(4));
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldBearAnOfficeFullOfClients(Volume volume) throws Exception {
        try (SystemMount mount = SystemMount.mount(volume)) {
            assertTrue(mount.run(OFFICE, ofMinutes(2)).contains("Throughput"));
        }
    }
}
