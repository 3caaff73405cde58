/** The spec of a run. */
import { el } from '../dom.js';

export function specPanel({ spec }) {
  const details = el('details', {}, el('summary', {}, 'Spec'), el('pre', {}, JSON.stringify(spec, null, 2)));
  return { node: el('section.card', {}, details) };
}
