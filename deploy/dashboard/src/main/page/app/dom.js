/** Builds elements. Text is always inserted as text, never as markup. */

const isThere = (child) => child !== null && child !== undefined;

/**
 * An element.
 *
 * @param {string} tag name, with optional classes: `p.soft`
 * @param {object} attributes functions become listeners, `true` an empty attribute, null, undefined and false nothing
 * @param {...(Node|string|number|null|Array)} children
 */
export function el(tag, attributes, ...children) {
  const [name, ...classes] = tag.split('.');
  const node = document.createElement(name);
  if (classes.length > 0) node.className = classes.join(' ');
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'function') node.addEventListener(key, value);
    else if (value === true) node.setAttribute(key, '');
    else if (isThere(value) && value !== false) node.setAttribute(key, value);
  }
  fill(node, ...children);
  return node;
}

/** Replaces all children. */
export function fill(node, ...children) {
  node.replaceChildren(...children.flat(Infinity).filter(isThere));
}

/** A table with a heading; `rows` are elements. */
export function table(headings, rows) {
  const heading = (text) => el('th', { scope: 'col' }, text);
  return el('table', {}, el('thead', {}, el('tr', {}, headings.map(heading))), el('tbody', {}, rows));
}

/** A name and its value in a list of facts. */
export function fact(name, value, tag = 'div') {
  return el(tag, {}, el('dt', {}, name), el('dd', {}, value));
}

const ERROR_MILLIS = 12_000;
const NEWS_MILLIS = 5000;
let hiding = 0;

/** Shows a sentence for some seconds. */
export function say(sentence, isError = false) {
  const box = document.getElementById('message');
  box.textContent = sentence;
  box.classList.toggle('said', !isError);
  box.hidden = false;
  clearTimeout(hiding);
  hiding = setTimeout(
    () => {
      box.hidden = true;
    },
    isError ? ERROR_MILLIS : NEWS_MILLIS,
  );
}

/** A button; it is disabled while its action runs, and the page says why an action failed. */
export function button(text, action, attributes = {}) {
  const click = async () => {
    node.disabled = true;
    try {
      await action();
    } catch (error) {
      say(error.message, true);
    } finally {
      node.disabled = false;
    }
  };
  const node = el('button', { type: 'button', click, ...attributes }, text);
  return node;
}

/** A function that calls `action` once, `delay` milliseconds after its own last call. */
export function settled(action, delay) {
  let timer = 0;
  return (...args) => {
    clearTimeout(timer);
    timer = setTimeout(() => action(...args), delay);
  };
}

/** Waits until the page is painted; in a hidden page, which is not painted, half a second. */
export function painted() {
  return new Promise((resolve) => {
    setTimeout(resolve, 500);
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = resolve;
      port2.postMessage(null);
    });
  });
}

/** A modal dialog with a form; resolves to its form data, or null when it was closed. */
export function ask(title, fields, submit) {
  return new Promise((resolve) => {
    const form = el(
      'form',
      { method: 'dialog' },
      el('h2', {}, title),
      fields,
      el(
        'footer',
        {},
        el('button.main', { value: 'go' }, submit),
        el('button', { value: 'cancel', formnovalidate: true }, 'Cancel'),
      ),
    );
    const close = () => {
      resolve(dialog.returnValue === 'go' ? new FormData(form) : null);
      dialog.remove();
    };
    const dialog = el('dialog', { 'aria-label': title, close }, form);
    document.body.append(dialog);
    dialog.showModal();
  });
}
