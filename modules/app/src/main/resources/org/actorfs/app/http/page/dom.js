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

/** Runs the task unless it is running; the button keeps its focus meanwhile. */
export async function whileBusy(button, task) {
  if (button.getAttribute('aria-disabled') === 'true') return;
  button.setAttribute('aria-disabled', 'true');
  try {
    await task();
  } finally {
    button.removeAttribute('aria-disabled');
  }
}
