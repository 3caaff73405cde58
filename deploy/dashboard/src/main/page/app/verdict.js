import { el } from './dom.js';
import { words } from './format.js';
import { isVerdict } from './kinds.js';

/** Whether a run grokked; a dash while this is unknown. */
export function verdict(run) {
  const found = run.phases.find(isVerdict);
  return found ? el(`span.pill.${found.kind}`, { title: found.stage }, words(found.kind)) : el('span.soft', {}, '–');
}
