// What happens to the mounts, as it happens: server-sent events, read with fetch, since EventSource cannot send a token.

import {open} from './api.js';

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 15_000;
/** The daemon sends something every 15 s. */
const SILENCE_MS = 40_000;

/**
 * Listens until `signal` is aborted, and connects again whenever the stream ends. `handlers`: connected() before the first event of a
 * connection, which lists the mounts; event(notice); lost(error?) after it; refused() for a wrong token, which ends it.
 */
export async function listen(handlers, signal) {
  let failures = 0;
  while (!signal.aborted) {
    let error;
    try {
      await connection(async () => {
        await handlers.connected();
        failures = 0;
      }, handlers.event, signal);
    } catch (e) {
      if (e.status === 401) {
        handlers.refused();
        return;
      }
      error = e;
    }
    if (signal.aborted) return;
    const delay = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** failures++);
    handlers.lost(error);
    await pause(delay * (0.8 + 0.4 * Math.random()), signal);
  }
}

/** Whatever ends it, nothing of it stays open: a browser has six connections for one server. */
async function connection(connected, onEvent, signal) {
  const silence = new AbortController();
  const response = await open('GET', 'events', {signal: AbortSignal.any([signal, silence.signal])});
  try {
    await connected();
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = '';
    for (;;) {
      const timer = setTimeout(() => silence.abort(), SILENCE_MS);
      const {value, done} = await reader.read().finally(() => clearTimeout(timer));
      if (done) return;
      const lines = (rest + value).split('\n');
      rest = lines.pop();
      for (const line of lines) {
        if (line.startsWith('data: ')) await onEvent(JSON.parse(line.slice(6)));
      }
    }
  } finally {
    silence.abort();
  }
}

/** Ends early when the machine is online again. */
function pause(millis, signal) {
  return new Promise((resolve) => {
    const over = new AbortController();
    const end = () => {
      over.abort();
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(end, millis);
    addEventListener('online', end, {signal: over.signal});
    signal.addEventListener('abort', end, {signal: over.signal});
  });
}
