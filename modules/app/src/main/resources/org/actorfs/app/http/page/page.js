// The page from top to bottom: the token, then the list, kept up by events, and the plots, once a second while somebody looks.

import {ApiError, call, token} from './api.js';
import {byId, sayOrHide, say} from './dom.js';
import {listen} from './events.js';
import {closeDialogs, isInMemory, MountForm, RemoveForm, showHistory, TokenForm, wireDialogs} from './forms.js';
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
/** Of the starts and stops under way: by mount, what it was, and how to let go of the request. */
const asked = new Map();
let session = new AbortController();
const stats = new Stats();
/** Whether there is a connection, and figures to ask for. */
let polls = false;
let timer = 0;

// --- the mounts ---

async function start(mount) {
  await tell(mount, 'start');
}

async function stop(mount) {
  if (isInMemory(mount)) removal.askToStop(mount, () => tell(mount, 'stop'));
  else await tell(mount, 'stop');
}

/**
 * Until the daemon refuses, or is seen to have begun: it answers when it is done, which may take a minute, and a browser has six connections for
 * one server. How it ends, events tell.
 */
async function tell(mount, deed) {
  const begun = new AbortController();
  asked.set(mount.id, {status: mount.status, begun});
  try {
    const answer = await ask('POST', `mounts/${mount.id}/${deed}`, {signal: begun.signal});
    list.showUnlessOlder(answer.mount ?? answer);
  } catch (e) {
    if (!begun.signal.aborted) throw e;
  } finally {
    if (asked.get(mount.id)?.begun === begun) asked.delete(mount.id);
  }
}

/** An event told of it. */
function letGo({id, status}) {
  if (asked.has(id) && asked.get(id).status !== status) asked.get(id).begun.abort();
}

/** Its start is a request of its own: how that goes, its row shows. */
function add() {
  form.add(async ({start: starts, ...body}) => {
    const mount = await ask('POST', 'mounts', {body});
    list.showUnlessOlder(mount);
    if (starts) list.start(mount.id);
    setTimeout(() => list.focus(mount.id)); // when the dialog has given the focus back
  });
}

function edit(mount) {
  form.edit(mount, async (body) => {
    if (Object.keys(body).length > 0) list.showUnlessOlder((await ask('PATCH', `mounts/${mount.id}`, {body})).mount);
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
async function ask(method, path, options) {
  try {
    return await call(method, path, options);
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
  if (notice.event === 'changed') {
    list.show(notice.mount);
    letGo(notice.mount);
  }
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
  tokenForm.show('The daemon refuses this token: it is wrong, or was replaced. Print a link:  actorfs page');
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
    if (e.status === 404) { // it counts nothing
      polls = false;
      document.body.classList.remove('with-plots');
      return;
    }
  }
  clearTimeout(timer);
  timer = setTimeout(poll, POLL_MS);
}

/** By the link, if it is a good one, or with the token that the tab has. */
async function enter() {
  try {
    await token.takeFromAddress();
  } catch (e) {
    if (!token.get()) {
      tokenForm.show(`The link does not open the page: ${e.message}`);
      return;
    }
  }
  begin();
}

addEventListener('hashchange', enter);
byId('add').addEventListener('click', add);
wireDialogs();
void enter();
