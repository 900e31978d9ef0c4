// The page from top to bottom: the token, then the list, kept up by events, and the plots, once a second while somebody looks.

import {ApiError, call, token} from './api.js';
import {byId, sayOrHide, say} from './dom.js';
import {listen} from './events.js';
import {closeDialogs, MountForm, RemoveForm, showHistory, TokenForm, wireDialogs} from './forms.js';
import {MountList} from './mounts.js';
import {Stats} from './stats.js';

const POLL_MS = 1_000;

const form = new MountForm();
const removal = new RemoveForm();
const tokenForm = new TokenForm((given) => {
  token.set(given);
  begin();
});
const list = new MountList({start, stop, edit, history: showHistory, remove});
let session = new AbortController();
const stats = new Stats();
/** Whether there is a connection, and figures to ask for. */
let polls = false;
let timer = 0;

// --- the mounts ---

async function start(mount) {
  list.showUnlessOlder(await ask('POST', `mounts/${mount.id}/start`));
}

async function stop(mount) {
  list.showUnlessOlder((await ask('POST', `mounts/${mount.id}/stop`)).mount);
}

function add() {
  form.add(async (body) => {
    const mount = await ask('POST', 'mounts', body);
    list.showUnlessOlder(mount);
    setTimeout(() => list.focus(mount.id)); // when the dialog has given the focus back
  });
}

function edit(mount) {
  form.edit(mount, async (body) => {
    if (Object.keys(body).length > 0) list.showUnlessOlder((await ask('PATCH', `mounts/${mount.id}`, body)).mount);
  });
}

function remove(mount) {
  removal.ask(mount, async () => {
    await ask('DELETE', `mounts/${mount.id}`);
    setTimeout(() => { // as above
      list.remove(mount.id);
      if (!document.activeElement?.closest('main')) byId('add').focus(); // its row was gone before
    });
  });
}

/** As call(); a token that is no longer right ends the session. */
async function ask(method, path, body) {
  try {
    return await call(method, path, {body});
  } catch (e) {
    if (e.status === 401) refused();
    throw e;
  }
}

// --- the session ---

/**
 * Anew, whenever somebody begins to look: a page that nobody sees would hold a connection, of which a browser has six for one server, be it
 * in another tab or, left by a link, in the browser's back-forward cache.
 */
function begin() {
  session.abort();
  session = new AbortController();
  polls = false;
  if (!token.get()) tokenForm.show('');
  else if (isSeen()) void listen({connected, event, lost, refused}, session.signal);
}

const isSeen = () => document.visibilityState === 'visible';

document.addEventListener('visibilitychange', () => {
  if (!isSeen()) session.abort();
  else if (token.get()) begin();
});

async function connected() {
  const {signal} = session;
  const [{mounts}, {version}] = await Promise.all([call('GET', 'mounts', {signal}), call('GET', 'version', {signal})]);
  say(byId('version'), version);
  tokenForm.hide();
  sayOrHide(byId('list-problem'), '');
  byId('add').hidden = false;
  polls = true;
  await poll(); // before the rows come, so that they have their height from the start
  list.replaceAll(mounts);
  list.draw(stats);
  connection('live', 'live');
}

async function event(notice) {
  if (notice.event === 'changed') list.show(notice.mount);
  if (notice.event === 'lagged') list.replaceAll((await call('GET', 'mounts', {signal: session.signal})).mounts);
}

function lost(error) {
  polls = false;
  connection('lost', 'no connection');
  const why = error instanceof ApiError ? error.message : `Lost the daemon at ${location.origin}.`;
  sayOrHide(byId('list-problem'), `${why} What is shown may be old; the page goes on trying.`);
}

function refused() {
  session.abort();
  token.clear();
  closeDialogs();
  list.replaceAll([]);
  byId('empty').hidden = true;
  byId('add').hidden = true;
  byId('connection').hidden = true;
  sayOrHide(byId('list-problem'), '');
  tokenForm.show('The daemon refuses this token: it is wrong, or was replaced. Print a link with the right one:  actorfs page');
}

function connection(state, word) {
  byId('connection').hidden = false;
  byId('connection').dataset.state = state;
  say(byId('connection-word'), word);
}

// --- the plots ---

/** Once a second. */
async function poll() {
  const {signal} = session;
  clearTimeout(timer);
  if (signal.aborted || !polls) return;
  try {
    const answer = await call('GET', 'stats', {signal: AbortSignal.any([signal, AbortSignal.timeout(5 * POLL_MS)])});
    if (signal.aborted) return;
    stats.take(answer);
    document.body.classList.add('with-plots');
    list.draw(stats);
  } catch (e) {
    if (e.status === 404) {
      polls = false;
      document.body.classList.remove('with-plots');
    }
  }
  clearTimeout(timer);
  timer = setTimeout(poll, POLL_MS);
}

addEventListener('hashchange', () => {
  if (token.takeFromAddress()) begin();
});
byId('add').addEventListener('click', add);
wireDialogs();
token.takeFromAddress();
begin();
