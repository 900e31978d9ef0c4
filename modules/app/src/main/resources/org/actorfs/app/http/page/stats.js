// From the daemon's counters to figures a second, for the last two minutes.

export const WINDOW_MS = 120_000;

/** What is kept of each mount: {at, operations, bytes, p99} of each second; null where there is nothing to say. */
export class Stats {
  #last = new Map();
  #series = new Map();

  /** One answer of GET stats. */
  take(answer) {
    const at = Date.parse(answer.at);
    const seen = new Set();
    for (const mount of answer.mounts) {
      seen.add(mount.id);
      const now = {at, bytes: mount.read_bytes + mount.written_bytes, ...total(mount.operations)};
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

function total(operations) {
  const counts = new Map();
  let requests = 0;
  for (const operation of operations) {
    requests += operation.requests;
    for (const {le_us: bound, count} of operation.buckets) {
      const key = bound ?? Infinity;
      counts.set(key, (counts.get(key) ?? 0) + count);
    }
  }
  return {requests, counts};
}

/** Null without a former answer, or when the mount was started anew between the two, or the page slept. */
function sample(before, now) {
  const seconds = before ? (now.at - before.at) / 1000 : 0;
  if (seconds <= 0 || seconds > 5 || now.requests < before.requests || now.bytes < before.bytes) return null;
  return {
    operations: (now.requests - before.requests) / seconds,
    bytes: (now.bytes - before.bytes) / seconds,
    p99: percentile(before.counts, now.counts, 0.99),
  };
}

/** In microseconds, linear within its bucket; null if nothing was served. */
export function percentile(before, now, share) {
  const bounds = [...now.keys()].sort((a, b) => a - b);
  const counts = bounds.map((bound) => now.get(bound) - (before.get(bound) ?? 0));
  const rank = share * counts.reduce((sum, count) => sum + count, 0);
  if (!(rank > 0)) return null;
  let sum = 0;
  let lower = 0;
  for (let i = 0; i < bounds.length; i++) {
    if (sum + counts[i] >= rank) {
      return bounds[i] === Infinity ? lower : lower + (bounds[i] - lower) * ((rank - sum) / counts[i]);
    }
    sum += counts[i];
    if (bounds[i] !== Infinity) lower = bounds[i];
  }
  return lower;
}
