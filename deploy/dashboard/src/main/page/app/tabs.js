/** Tabs: one part of a page is shown at a time. */
import { el } from './dom.js';

const MOVES = { ArrowRight: 1, ArrowLeft: -1 };

/**
 * The tabs and their parts.
 *
 * @param {string} label what they are parts of
 * @param {object[]} parts `{name, className, nodes, onShown}`; `onShown` is called each time that the part is shown
 */
export function tabs(label, parts) {
  const panels = parts.map(({ name, className, nodes }, i) => {
    const attributes = { role: 'tabpanel', 'aria-label': name, hidden: i > 0, class: className };
    return el('div', attributes, nodes);
  });
  const buttons = parts.map(({ name }, i) => {
    const attributes = { type: 'button', role: 'tab', 'aria-selected': String(i === 0), tabindex: i === 0 ? 0 : -1 };
    return el('button', { ...attributes, click: () => show(i), keydown: (event) => move(event, i) }, name);
  });

  function show(chosen) {
    for (const [i, button] of buttons.entries()) {
      button.setAttribute('aria-selected', String(i === chosen));
      button.tabIndex = i === chosen ? 0 : -1;
      panels[i].hidden = i !== chosen;
    }
    parts[chosen].onShown?.();
  }

  function move(event, i) {
    const step = MOVES[event.key];
    if (!step) return;
    const next = (i + step + parts.length) % parts.length;
    show(next);
    buttons[next].focus();
  }

  return [el('div.tabs', { role: 'tablist', 'aria-label': label }, buttons), panels];
}
