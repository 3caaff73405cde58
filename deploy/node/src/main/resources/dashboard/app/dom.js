/** Small helpers for building pages. Text always goes in as text, never as markup. */

/**
 * An element.
 * @param {string} tag name, with an optional class: "p.soft"
 * @param {object} [attributes] attributes; functions become listeners, `true` an empty attribute, null and false nothing
 * @param {...(Node|string|number|null)} children
 */
export function el(tag, attributes, ...children) {
  const [name, ...classes] = tag.split('.');
  const node = document.createElement(name);
  if (classes.length > 0) node.className = classes.join(' ');
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (typeof value === 'function') node.addEventListener(key, value);
    else if (value === true) node.setAttribute(key, '');
    else if (value !== null && value !== false && value !== undefined) node.setAttribute(key, value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined).map((c) => c instanceof Node ? c : String(c)));
  return node;
}

/** Replaces all children. */
export function fill(node, ...children) {
  node.replaceChildren(...children.flat().filter((child) => child !== null && child !== undefined));
}

let hiding = 0;

/** Shows one sentence for a while; errors stay longer. */
export function say(sentence, isError = false) {
  const box = document.getElementById('message');
  box.textContent = sentence;
  box.classList.toggle('said', !isError);
  box.hidden = false;
  clearTimeout(hiding);
  hiding = setTimeout(() => { box.hidden = true; }, isError ? 12000 : 5000);
}

/** Runs an action of the user; what goes wrong is said, the button that began it rests meanwhile. */
export async function attempt(button, action) {
  if (button) button.disabled = true;
  try {
    return await action();
  } catch (error) {
    say(error.message, true);
    return undefined;
  } finally {
    if (button) button.disabled = false;
  }
}

/** Calls `action` once, `delay` milliseconds after the last call. */
export function settled(action, delay) {
  let timer = 0;
  return (...args) => {
    clearTimeout(timer);
    timer = setTimeout(() => action(...args), delay);
  };
}

/** Waits until what was put into the page is on the screen; in a page that nobody sees, only a moment. */
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
    const form = el('form', { method: 'dialog' },
      el('h2', {}, title), ...fields,
      el('footer', {},
        el('button.main', { value: 'go' }, submit),
        el('button', { value: 'cancel', formnovalidate: true }, 'Cancel')));
    const dialog = el('dialog', { 'aria-label': title }, form);
    dialog.addEventListener('close', () => {
      resolve(dialog.returnValue === 'go' ? new FormData(form) : null);
      dialog.remove();
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
