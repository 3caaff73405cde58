import { el } from './dom.js';
import { words } from './format.js';
import { isVerdict } from './kinds.js';

/** Whether a run grokked, with a dashed outline while this may change; a dash while this is unknown. */
export function verdict(run) {
  const found = run.phases.find(isVerdict);
  if (!found) return el('span.soft', {}, '–');
  const soFar = found.stage === 'final' ? '' : ' so far';
  return el(`span.pill.${found.kind}.${found.stage}`, { title: found.stage }, words(found.kind) + soFar);
}
