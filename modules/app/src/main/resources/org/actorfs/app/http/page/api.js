// The daemon's HTTP API: the token, the calls, and their failures as sentences.

const KEY = 'actorfs-token';

/** What the daemon refused, or that it was not there (status 0). The message is a sentence for a person. */
export class ApiError extends Error {
  constructor(status, code, message) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** Of this tab: it ends with the tab, and nothing sends it anywhere by itself. No address has it, which the browser would write down. */
export const token = {
  get: () => sessionStorage.getItem(KEY),
  set: (text) => sessionStorage.setItem(KEY, text),
  clear: () => sessionStorage.removeItem(KEY),

  /** For the ticket in #ticket=..., which is used up by it, if there is one. */
  async takeFromAddress() {
    const ticket = new URLSearchParams(location.hash.slice(1)).get('ticket');
    if (ticket === null) return;
    history.replaceState(null, '', location.pathname);
    token.set((await call('POST', 'page/token', {body: {ticket: ticket.trim()}})).token);
  },
};

/** The response, once its head is there; an ApiError unless it is a success. */
export async function open(method, path, {body, signal} = {}) {
  const response = await send(method, path, body, signal);
  if (!response.ok) throw await failure(response);
  return response;
}

/** The answer to a request. */
export async function call(method, path, options) {
  const response = await open(method, path, options);
  try {
    return await response.json();
  } catch {
    throw new ApiError(0, 'lost', `Lost the daemon at ${location.origin} in mid-answer: what was asked may be done, look again.`);
  }
}

async function send(method, path, body, signal) {
  // A character that no header can have makes it no token; the daemon says so.
  const headers = {Authorization: `Bearer ${token.get()?.replace(/[^!-~]/g, '?')}`, 'X-Actorfs-By': 'page'};
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  try {
    return await fetch(`/api/v1/${path}`, {
      method, headers, signal, cache: 'no-store', credentials: 'omit',
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch (e) {
    if (signal?.aborted) throw e;
    throw new ApiError(0, 'lost', `The daemon at ${location.origin} does not answer: see whether it runs${method === 'GET' ? '' : '; what was asked may still be done'}.`);
  }
}

async function failure(response) {
  const error = await response.json().catch(() => ({}));
  return new ApiError(response.status, error.code ?? '',
    error.message ?? `The daemon answered with status ${response.status} and no reason: its log may have one.`);
}
