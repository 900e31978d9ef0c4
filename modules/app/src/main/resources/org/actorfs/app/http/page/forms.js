// The dialogs: a mount's settings, its removal, its history. What a request refused stays in the form, with the reason beside it.

import {byId, printable, say, whileBusy} from './dom.js';
import {size, time} from './quantities.js';

const FLAGS = ['enabled', 'auto_mount', 'read_only'];
const TEXTS = ['volume', 'mountpoint', 'cache_size', 'time_to_live', 'options'];
const REQUIRED = {volume: 'A volume is missing, such as memory: or mirror:/dir.', mountpoint: 'A mountpoint is missing, such as /mnt/pool.'};
const DEFAULTS = {
  volume: '', mountpoint: '', cache_size: 100 << 20, time_to_live: 60, options: [],
  enabled: true, auto_mount: false, read_only: false,
};

/** Buttons that only close. */
export function wireDialogs() {
  for (const button of document.querySelectorAll('dialog [data-close]')) {
    button.addEventListener('click', () => button.closest('dialog').close());
  }
}

export function closeDialogs() {
  document.querySelectorAll('dialog[open]').forEach((dialog) => dialog.close());
}

/** The settings of a mount: of a new one, of one that is there, or, to be looked at, of a declared one. */
export class MountForm {
  #form = byId('mount-form');
  #shown = {};
  #send = null;
  #opened = 0;

  constructor() {
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      if (this.#send) void whileBusy(byId('mount-submit'), () => this.#submit());
    });
  }

  /** `send` gets all fields, and may fail. */
  add(send) {
    this.#open('Add mount', 'Add', DEFAULTS, send);
    this.#field('start').checked = true;
  }

  /** `send` gets the fields that were changed, and may fail. */
  edit(mount, send) {
    const declared = mount.origin === 'declared';
    this.#open(printable(mount.mountpoint), 'Save', mount, declared ? null : send);
  }

  #open(title, submit, values, send) {
    const isNew = values === DEFAULTS;
    this.#send = send;
    this.#opened++;
    byId('mount-submit').removeAttribute('aria-disabled');
    say(byId('mount-title'), title);
    say(byId('mount-submit'), submit);
    byId('mount-submit').hidden = send === null;
    byId('declared-note').hidden = send !== null;
    byId('start-now').hidden = !isNew;
    say(this.#form.querySelector('[data-close]'), send === null ? 'Close' : 'Cancel');
    this.#fill(values, send === null);
    this.#shown = isNew ? {} : this.#values();
    this.#clearProblems();
    byId('mount-dialog').showModal();
  }

  #fill(values, readOnly) {
    for (const name of TEXTS) this.#field(name).readOnly = readOnly;
    for (const name of FLAGS) {
      this.#field(name).disabled = readOnly;
      this.#field(name).checked = values[name];
    }
    this.#field('volume').value = values.volume;
    this.#field('mountpoint').value = values.mountpoint;
    this.#field('cache_size').value = size(values.cache_size);
    this.#field('time_to_live').value = time(values.time_to_live);
    this.#field('options').value = values.options.join('\n');
  }

  /** As the API takes them. An empty quantity is left to the daemon's default for a new mount. */
  #values() {
    const values = Object.fromEntries(TEXTS.map((name) => [name, this.#field(name).value.trim()]));
    values.options = values.options.split('\n').map((line) => line.trim()).filter((line) => line !== '');
    for (const name of FLAGS) values[name] = this.#field(name).checked;
    return values;
  }

  /** What comes of it is of no interest to a form that was opened later. */
  async #submit() {
    const mine = this.#opened;
    this.#clearProblems();
    const values = this.#values();
    const missing = Object.keys(REQUIRED).find((name) => values[name] === '');
    if (missing) {
      this.#complain(missing, REQUIRED[missing]);
      return;
    }
    try {
      await this.#send(this.#request(values));
      if (mine === this.#opened) byId('mount-dialog').close();
    } catch (e) {
      if (mine === this.#opened) this.#complain(fieldOf(e), e.message);
    }
  }

  #request(values) {
    const isNew = Object.keys(this.#shown).length === 0;
    if (isNew) {
      const given = Object.entries(values).filter(([, value]) => value !== '');
      return {...Object.fromEntries(given), start: this.#field('start').checked};
    }
    return Object.fromEntries(Object.entries(values)
      .filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(this.#shown[name])));
  }

  #field(name) {
    return this.#form.elements[name];
  }

  /** Beside the field that it is about, or at the end of the form. */
  #complain(name, sentence) {
    const message = printable(sentence);
    if (!name) {
      say(byId('mount-problem'), message);
      return;
    }
    const label = this.#form.querySelector(`label[for="f-${name}"]`).textContent;
    say(byId(`e-${name}`), message.startsWith(`${name} `) ? label + message.slice(name.length) : message);
    this.#field(name).setAttribute('aria-invalid', 'true');
    this.#field(name).focus();
  }

  #clearProblems() {
    say(byId('mount-problem'), '');
    for (const name of TEXTS) {
      say(byId(`e-${name}`), '');
      this.#field(name).removeAttribute('aria-invalid');
    }
  }
}

/** Which field the daemon refused, if it says so. */
function fieldOf({code, message}) {
  if (code === 'bad-request') return TEXTS.find((name) => message.startsWith(`${name} `));
  return ['volume', 'mountpoint'].find((name) => code?.startsWith(`${name}-`));
}

const LOSS = 'What is in its memory is lost.';

/** Whether it ends with the mount. */
export const isInMemory = (mount) => mount.volume.startsWith('memory:');

/** Whether a mount is really to go, or what is in its memory. */
export class RemoveForm {
  #send = null;
  #opened = 0;

  constructor() {
    byId('remove-form').addEventListener('submit', (event) => {
      event.preventDefault();
      void whileBusy(byId('remove-submit'), () => this.#submit());
    });
  }

  /** `send` may fail. */
  ask(mount, send) {
    const stops = ['starting', 'running', 'stopping'].includes(mount.status);
    const loss = isInMemory(mount) ? LOSS : 'What the volume holds stays where it is.';
    this.#open('Remove', mount, `${stops ? 'It is stopped first, and then' : 'It is'} forgotten. ${loss}`, send);
  }

  /** Of what is in memory; `send` may fail. */
  askToStop(mount, send) {
    this.#open('Stop', mount, LOSS, send);
  }

  #open(word, mount, text, send) {
    this.#send = send;
    this.#opened++;
    byId('remove-submit').removeAttribute('aria-disabled');
    say(byId('remove-title'), `${word} ${printable(mount.mountpoint)}?`);
    say(byId('remove-submit'), word);
    say(byId('remove-text'), text);
    say(byId('remove-problem'), '');
    byId('remove-dialog').showModal();
  }

  /** What comes of it is of no interest to a later question. */
  async #submit() {
    const mine = this.#opened;
    say(byId('remove-problem'), '');
    try {
      await this.#send();
      if (mine === this.#opened) byId('remove-dialog').close();
    } catch (e) {
      if (mine === this.#opened) say(byId('remove-problem'), printable(e.message));
    }
  }
}

/** What was done to a mount, newest first. */
export function showHistory(mount) {
  say(byId('history-title'), `History of ${printable(mount.mountpoint)}`);
  byId('history-lines').replaceChildren(...mount.history.toReversed().map(historyLine));
  byId('history-dialog').showModal();
}

function historyLine({at, by, what}) {
  const line = document.createElement('tr');
  const time = document.createElement('time');
  time.dateTime = at;
  time.textContent = new Date(at).toLocaleString('sv'); // 2026-01-31 09:05:07, of this place
  line.append(...[time, printable(by), printable(what)].map((content) => {
    const cell = document.createElement('td');
    cell.append(content);
    return cell;
  }));
  return line;
}

/** Asks for the token. */
export class TokenForm {
  constructor(enter) {
    byId('token-form').addEventListener('submit', (event) => {
      event.preventDefault();
      const given = byId('token').value.trim();
      if (given === '') this.show('A token is missing.');
      else enter(given);
    });
  }

  show(problem) {
    byId('token-form').hidden = false;
    this.#complain(problem);
    byId('token').focus();
  }

  hide() {
    byId('token-form').hidden = true;
    byId('token').value = '';
    this.#complain('');
  }

  #complain(problem) {
    say(byId('token-problem'), problem);
    byId('token').setAttribute('aria-invalid', String(problem !== ''));
  }
}
