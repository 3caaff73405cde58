import { el } from './dom.js';
import { number } from './format.js';
import { isVerdict, verdictWords } from './kinds.js';

/** Whether a run grokked, with its test losses; a dash while this is unknown. */
export function verdict(run, findings = []) {
  const found = run.verdict;
  if (!found) return el('span.soft', {}, '–');
  const said = newestVerdict(findings);
  const losses = lossesOf(said?.values ?? found.values);
  const soFar = found.stage === 'final' ? '' : ' so far';
  const title = said?.sentence ?? found.stage;
  return el(`span.pill.${found.kind}.${found.stage}`, { title }, verdictWords(found.kind) + losses + soFar);
}

/** A final one before a provisional one. */
function newestVerdict(findings) {
  const verdicts = findings.filter(isVerdict);
  return verdicts.filter(({ stage }) => stage === 'final').at(-1) ?? verdicts.at(-1);
}

/** Final test loss, and that of the null predictor. */
function lossesOf({ finalTestLoss, nullTestLoss }) {
  if (!Number.isFinite(finalTestLoss)) return '';
  const beside = Number.isFinite(nullTestLoss) ? ` / null ${number(nullTestLoss)}` : '';
  return ` ${number(finalTestLoss)}${beside}`;
}
