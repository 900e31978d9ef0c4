// The list of mounts: one row each, which stays the same element for as long as its mount is there.

import {announce, byId, fresh, printable, say, sayOrHide, whileBusy} from './dom.js';
import {Plots} from './plots.js';
import {size, time} from './quantities.js';

const ICONS = {running: 'running', starting: 'busy', stopping: 'busy', error: 'error'};
const LIVE = new Set(['starting', 'running', 'stopping']);

/** All mounts, in the order of their mountpoints. `acts`: start, stop, edit, history, remove, each of a mount; start and stop may fail. */
export class MountList {
  #rows = new Map();
  /** Since the list was read: answers that events have overtaken may still tell of them. */
  #removed = new Set();
  #acts;

  constructor(acts) {
    this.#acts = acts;
  }

  /** What the daemon has now: whatever else is here has gone. */
  replaceAll(mounts) {
    const ids = new Set(mounts.map((mount) => mount.id));
    [...this.#rows.keys()].filter((id) => !ids.has(id)).forEach((id) => this.remove(id));
    this.#removed.clear();
    mounts.forEach((mount) => this.show(mount));
    this.#summarize();
  }

  /** As an event has it. */
  show(mount) {
    if (mount.status === 'deleted') {
      this.remove(mount.id);
      return;
    }
    this.#removed.delete(mount.id);
    const row = this.#rows.get(mount.id) ?? this.#add(mount);
    const moved = row.mount.mountpoint !== mount.mountpoint || !row.element.isConnected;
    row.show(mount);
    if (moved) this.#place(row);
    this.#summarize();
  }

  /** As an answer has it, which events may have overtaken. */
  showUnlessOlder(mount) {
    if (this.#removed.has(mount.id)) return;
    const known = this.#rows.get(mount.id)?.mount;
    if (!known || Date.parse(mount.updated) >= Date.parse(known.updated)) this.show(mount);
  }

  /** The focus goes to the next row, so that a keyboard user is not thrown to the top. */
  remove(id) {
    const row = this.#rows.get(id);
    this.#removed.add(id);
    if (!row) return;
    const hadFocus = row.element.contains(document.activeElement);
    const next = row.element.nextElementSibling ?? row.element.previousElementSibling;
    row.element.remove();
    this.#rows.delete(id);
    if (hadFocus) (next?.querySelector('.toggle') ?? byId('add')).focus();
    announce(`${printable(row.mount.mountpoint)} is removed`);
    this.#summarize();
  }

  focus(id) {
    this.#rows.get(id)?.focus();
  }

  /** Unless somebody else has. */
  start(id) {
    this.#rows.get(id)?.start();
  }

  mount(id) {
    return this.#rows.get(id)?.mount;
  }

  draw(stats) {
    for (const [id, row] of this.#rows) row.plots.draw(stats.series(id));
  }

  #add(mount) {
    const row = new Row(mount, this.#acts);
    this.#rows.set(mount.id, row);
    return row;
  }

  #place(row) {
    const after = [...this.#rows.values()]
      .filter((other) => other !== row && other.element.isConnected && other.mount.mountpoint > row.mount.mountpoint)
      .sort((a, b) => (a.mount.mountpoint < b.mount.mountpoint ? -1 : 1))[0];
    byId('list').insertBefore(row.element, after?.element ?? null);
  }

  #summarize() {
    const counts = new Map();
    for (const {mount} of this.#rows.values()) counts.set(mount.status, (counts.get(mount.status) ?? 0) + 1);
    const parts = ['running', 'starting', 'stopping', 'error'].filter((status) => counts.has(status))
      .map((status) => `${counts.get(status)} ${status}`);
    const all = this.#rows.size;
    say(byId('summary'), all === 0 ? '' : [`${all} ${all === 1 ? 'mount' : 'mounts'}`, ...parts].join(' · '));
    byId('empty').hidden = all > 0;
  }
}

class Row {
  element = fresh('mount-template');
  plots;
  mount = null;
  #failure = null;
  #acts;

  constructor(mount, acts) {
    this.mount = mount;
    this.plots = new Plots(this.#part('plots'));
    this.#acts = acts;
    this.#part('toggle').addEventListener('click', () => this.#begin(this.#isLive() ? acts.stop : acts.start));
    for (const name of ['edit', 'history', 'remove']) {
      this.#part(name).addEventListener('click', () => acts[name](this.mount));
    }
  }

  start() {
    if (!this.#isLive()) this.#begin(this.#acts.start);
  }

  show(mount) {
    if (this.mount.status !== mount.status) {
      announce(`${printable(mount.mountpoint)} is now ${mount.status}${mount.message ? `: ${printable(mount.message)}` : ''}`);
      this.#failure = null;
    }
    this.mount = mount;
    this.#showStatus();
    say(this.#part('mountpoint'), printable(mount.mountpoint));
    say(this.#part('volume'), printable(mount.volume));
    say(this.#part('settings'), printable(settings(mount)));
    this.#showActions();
    this.#showNotes();
  }

  focus() {
    this.#part('toggle').focus();
  }

  #part(name) {
    return this.element.querySelector(`.${name}`);
  }

  #isLive() {
    return LIVE.has(this.mount.status);
  }

  /** What is refused is shown. */
  #begin(act) {
    void whileBusy(this.#part('toggle'), () => this.#act(act));
  }

  async #act(act) {
    this.#failure = null;
    this.#showNotes();
    try {
      await act(this.mount);
    } catch (e) {
      this.#failure = e.message;
      this.#showNotes();
    }
  }

  #showStatus() {
    const {status} = this.mount;
    this.element.dataset.status = status;
    say(this.#part('word'), status);
    this.element.querySelector('.status use').setAttribute('href', `#icon-${ICONS[status] ?? 'stopped'}`);
  }

  #showActions() {
    const declared = this.mount.origin === 'declared';
    say(this.#part('toggle'), this.#isLive() ? 'Stop' : 'Start');
    say(this.#part('edit'), declared ? 'Settings' : 'Edit');
    this.#part('remove').hidden = declared;
    for (const button of this.element.querySelectorAll('button')) {
      button.setAttribute('aria-label', `${button.textContent} ${printable(this.mount.mountpoint)}`);
    }
  }

  #showNotes() {
    const {message, at_next_start: later} = this.mount;
    sayOrHide(this.#part('message'), message && printable(message));
    sayOrHide(this.#part('next'), later.length > 0 ? `At the next start: ${later.map(fieldWord).join(', ')}` : '');
    sayOrHide(this.#part('failure'), this.#failure === null || this.#failure === message ? '' : printable(this.#failure));
  }
}

/** time_to_live, as a person says it. */
const fieldWord = (field) => field.replaceAll('_', ' ');

function settings(mount) {
  return [
    mount.origin === 'declared' ? 'declared' : null,
    mount.enabled ? null : 'disabled',
    mount.auto_mount ? 'auto-mount' : null,
    mount.read_only ? 'read-only' : null,
    `cache ${size(mount.cache_size)}`,
    `ttl ${time(mount.time_to_live)}`,
    mount.options.length > 0 ? `options ${mount.options.join(',')}` : null,
  ].filter((part) => part !== null).join(' · ');
}
