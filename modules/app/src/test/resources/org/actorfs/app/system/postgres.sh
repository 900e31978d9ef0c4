#!/bin/bash
# PostgreSQL on $MNT: two rounds of transactions until it is killed; it must come back with all that it acknowledged.
# Usage: MNT=DIR postgres.sh   (SECONDS_A_ROUND=3)
set -e
PG=$(ls -d /usr/lib/postgresql/*/bin | tail -1)
OUT=$(mktemp -d)
AS=
if [ "$(id -u)" = 0 ]; then # it refuses to be root
    AS='setpriv --reuid=postgres --regid=postgres --clear-groups'
    chmod 711 "$MNT" "$(dirname "$MNT")"
    chown postgres "$OUT"
fi
export PGHOST="$OUT" PGUSER=tester PGDATABASE=postgres
DATA=$MNT/pg
SERVER= WRITER= BENCH=
trap 'kill -9 $SERVER $WRITER $BENCH 2>/dev/null || true; rm -rf "$OUT"' EXIT

fail() {
    echo "$*"
    tail -n 40 "$OUT/log"
    exit 1
}

start() {
    $AS "$PG/postgres" -D "$DATA" -k "$OUT" -c listen_addresses= -c checkpoint_timeout=30s -c max_wal_size=64MB \
        >>"$OUT/log" 2>&1 &
    SERVER=$!
    for _ in $(seq 300); do
        "$PG/pg_isready" -q && return
        kill -0 $SERVER 2>/dev/null || break
        sleep 0.1
    done
    fail 'the server does not start'
}

ask() { "$PG/psql" -qAtc "$1" 2>>"$OUT/log"; }

write_until_killed() {
    i=0
    while ask "insert into acknowledged values($i)"; do
        i=$((i + 1))
        echo "$i" >"$OUT/count"
    done
}

mkdir "$DATA"
[ -z "$AS" ] || chown postgres "$DATA"
$AS "$PG/initdb" -D "$DATA" --data-checksums -A trust -U tester >"$OUT/log" 2>&1 || fail 'initdb failed'
start
"$PG/pgbench" -q -i -s 2 2>>"$OUT/log"
ask 'create table acknowledged(i int)'
for round in 1 2; do
    echo 0 >"$OUT/count"
    write_until_killed &
    WRITER=$!
    "$PG/pgbench" -n -c 4 -j 2 -T 300 >>"$OUT/log" 2>&1 &
    BENCH=$!
    sleep "${SECONDS_A_ROUND:-3}"
    kill -STOP $SERVER # so that it has no new child meanwhile
    backends=$(pgrep -P $SERVER)
    kill -9 $backends $SERVER
    wait $SERVER $BENCH $WRITER || true
    for backend in $backends; do # one that waits for the disk dies when it has its answer, and until then holds shared memory
        while [ -d /proc/$backend ] && ! grep -q '^State:.Z' /proc/$backend/status 2>/dev/null; do sleep 0.05; done
    done
    start
    told=$(cat "$OUT/count")
    kept=$(ask 'select count(distinct i) from acknowledged')
    [ "$kept" -ge "$told" ] || fail "$told rows were acknowledged, $kept are there"
    ask 'truncate acknowledged'
    sums=$(ask 'select sum(abalance) from pgbench_accounts union select sum(tbalance) from pgbench_tellers
        union select sum(bbalance) from pgbench_branches union select sum(delta) from pgbench_history')
    [ "$(echo "$sums" | wc -l)" = 1 ] || fail "the balances differ:" $sums
    echo "round $round: $kept rows, $(ask 'select count(*) from pgbench_history') transactions"
done
"$PG/pg_amcheck" --install-missing --heapallindexed >>"$OUT/log" 2>&1 || fail 'pg_amcheck found something'
kill -INT $SERVER
wait $SERVER || true
$AS "$PG/pg_checksums" --check -D "$DATA" >>"$OUT/log" 2>&1 || fail 'checksums are wrong'
rm -rf "$DATA"
