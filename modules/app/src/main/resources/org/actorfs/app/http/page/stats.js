// From the daemon's counters to figures a second, for the last two minutes.

export const WINDOW_MS = 120_000;

/** What is kept of each mount: {at, operations, bytes, p99} of each second; null where there is nothing to say. */
export class Stats {
  #last = new Map();
  #series = new Map();
  #at = 0;

  /** One answer of GET stats. Times are by the daemon's uptime: it is shorter than before if it is another daemon. */
  take(answer) {
    const at = answer.uptime_seconds * 1000;
    if (at < this.#at) {
      this.#last.clear();
      this.#series.clear();
    }
    this.#at = at;
    const seen = new Set();
    for (const mount of answer.mounts) {
      seen.add(mount.id);
      const now = {at, since: mount.since_seconds, bytes: mount.read_bytes + mount.written_bytes, ...total(mount.operations)};
      this.#add(mount.id, at, sample(this.#last.get(mount.id), now));
      this.#last.set(mount.id, now);
    }
    for (const id of [...this.#last.keys()]) {
      if (!seen.has(id)) this.#last.delete(id);
    }
    for (const [id, series] of this.#series) {
      if (!seen.has(id)) this.#add(id, at, null);
      if (series.length === 0) this.#series.delete(id);
    }
  }

  series(id) {
    return this.#series.get(id) ?? [];
  }

  #add(id, at, figures) {
    if (!this.#series.has(id)) this.#series.set(id, []);
    const series = this.#series.get(id);
    if (figures || series.length > 0) series.push({at, ...figures});
    while (series.length > 0 && series[0].at < at - WINDOW_MS) series.shift();
  }
}

/** fcntl(F_SETLKW) and flock(2): its time is another process's, for as long as that holds the lock. */
const WAITS = 'setlkw';

function total(operations) {
  const counts = new Map();
  let requests = 0;
  for (const operation of operations) {
    requests += operation.requests;
    if (operation.operation === WAITS) continue;
    for (const {over_us: over, le_us: bound, count} of operation.buckets) {
      const sum = counts.get(over)?.count ?? 0;
      counts.set(over, {bound: bound ?? Infinity, count: sum + count});
    }
  }
  return {requests, counts};
}

/** Null without a former answer, or when the mount was started anew between the two, or the page slept. */
function sample(before, now) {
  const seconds = before ? (now.at - before.at) / 1000 : 0;
  if (seconds <= 0 || seconds > 5 || now.since !== before.since) return null;
  return {
    operations: (now.requests - before.requests) / seconds,
    bytes: (now.bytes - before.bytes) / seconds,
    p99: percentile(before.counts, now.counts, 0.99),
  };
}

/** In microseconds, linear within its bucket; null if nothing was served. Buckets by what their times are over. */
export function percentile(before, now, share) {
  const overs = [...now.keys()].sort((a, b) => a - b);
  const counts = overs.map((over) => now.get(over).count - (before.get(over)?.count ?? 0));
  const rank = share * counts.reduce((sum, count) => sum + count, 0);
  if (!(rank > 0)) return null;
  let sum = 0;
  const i = counts.findIndex((count) => (sum += count) >= rank);
  const {bound} = now.get(overs[i]);
  return bound === Infinity ? overs[i] : bound - (bound - overs[i]) * ((sum - rank) / counts[i]);
}
