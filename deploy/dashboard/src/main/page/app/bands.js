/** The phases of a run, from the findings of its analyzers. */
import { KINDS } from './kinds.js';

/**
 * The newest finding of each analyzer and kind, in the order of flow time. A provisional finding does not replace a final
 * one.
 */
export function newestByKind(findings) {
  const newest = new Map();
  for (const finding of findings) {
    const key = `${finding.analyzer} ${finding.kind}`;
    const known = newest.get(key);
    if (!known || known.stage === 'provisional' || finding.stage === 'final') newest.set(key, finding);
  }
  return [...newest.values()].sort((a, b) => (a.time ?? Number.MAX_VALUE) - (b.time ?? Number.MAX_VALUE));
}

/**
 * The phases as intervals of flow time.
 *
 * @param {object[]} findings
 * @param {number} lastTime the end of a phase that has not ended
 */
export function bandsOf(findings, lastTime) {
  const ofKind = new Map();
  for (const finding of newestByKind(findings)) {
    if (finding.time !== null && !ofKind.has(finding.kind)) ofKind.set(finding.kind, finding);
  }
  const plateau = ofKind.get(KINDS.lossPlateau);
  const onset = ofKind.get(KINDS.normDriftOnset);
  const start = ofKind.get(KINDS.testLossDropStart);
  const end = ofKind.get(KINDS.testLossDropEnd);
  const bands = [];
  const add = (label, color, from, to, sentence) => bands.push({ label, color, from, to, sentence });
  if (plateau) {
    const reason = 'the data are interpolated, and weight decay has no visible effect yet';
    const shown = (onset ?? plateau).sentence;
    add('fast phase', '--band-fast', 0, plateau.time, `Fast phase, until t_GF: ${plateau.sentence}`);
    add('plateau', '--band-plateau', plateau.time, onset?.time ?? lastTime, `Plateau: ${reason}. ${shown}`);
  }
  if (onset) add('slow phase', '--band-slow', onset.time, lastTime, `Slow phase, from t_WD on: ${onset.sentence}`);
  if (start && end) {
    add('test loss drops', '--band-drop', start.time, end.time, `${start.sentence} — ${end.sentence}`);
  }
  return bands.filter(({ from, to }) => to > from);
}

const COLORS = {
  [KINDS.lossPlateau]: '--band-fast',
  [KINDS.normDriftOnset]: '--band-slow',
  [KINDS.normDriftFraction]: '--band-slow',
  [KINDS.slowPhaseOnset]: '--band-slow',
  [KINDS.testLossDrop]: '--band-drop',
  [KINDS.testLossDropStart]: '--band-drop',
  [KINDS.testLossDropEnd]: '--band-drop',
};

/** The colour of the band that a kind of finding begins or ends. */
export const bandColor = (kind) => COLORS[kind] ?? '--card';
