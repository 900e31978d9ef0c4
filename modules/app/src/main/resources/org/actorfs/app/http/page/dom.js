// The few things that every part of the page does with its elements. Data goes in as text, never as markup.

export const byId = (id) => document.getElementById(id);

/** The only child of a <template>, fresh. */
export const fresh = (templateId) => byId(templateId).content.firstElementChild.cloneNode(true);

/** Only if it differs: what is announced to a screen reader is announced once. */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Says it, or hides the element when there is nothing to say. */
export function sayOrHide(element, text) {
  say(element, text ?? '');
  element.hidden = !text;
}

/** For those who cannot see the change. */
export const announce = (text) => say(byId('announcer'), text);

/** As `org.actorfs.app.terminal.Printable`: what cannot be seen, or would turn the direction of what follows, is escaped. */
export const printable = (name) => name.replace(/[\\\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, (character) => {
  if (character === '\\') return '\\\\';
  const hex = character.codePointAt(0).toString(16);
  return hex.length < 3 ? `\\x${hex.padStart(2, '0')}` : `\\u{${hex}}`;
});

const tasks = new WeakMap();

/** Runs the task unless one is running; the button keeps its focus meanwhile. Whoever takes aria-disabled away may begin another. */
export async function whileBusy(button, task) {
  if (button.getAttribute('aria-disabled') === 'true') return;
  button.setAttribute('aria-disabled', 'true');
  tasks.set(button, task);
  try {
    await task();
  } finally {
    if (tasks.get(button) === task) button.removeAttribute('aria-disabled');
  }
}
