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
  const slowEnd = ofKind.get(KINDS.slowPhaseEnd);
  const bands = [];
  const add = (label, color, from, to, sentence, ...ends) => {
    const isProvisional = ends.some((each) => each && each.stage !== 'final');
    bands.push({ label, color, from, to, sentence, isProvisional });
  };
  if (plateau) {
    const reason = 'the data are interpolated, and weight decay has no visible effect yet';
    const shown = (onset ?? plateau).sentence;
    add('fast phase', '--band-fast', 0, plateau.time, `Fast phase, until t_GF: ${plateau.sentence}`, plateau);
    const until = onset?.time ?? lastTime;
    add('plateau', '--band-plateau', plateau.time, until, `Plateau: ${reason}. ${shown}`, plateau, onset);
  }
  if (onset) {
    const until = slowEnd?.time > onset.time ? slowEnd.time : lastTime;
    const sentences = [`Slow phase, from t_WD on: ${onset.sentence}`, slowEnd?.sentence].filter(Boolean);
    add('slow phase', '--band-slow', onset.time, until, sentences.join(' '), onset, slowEnd);
  }
  if (start && end) {
    add('test loss drops', '--band-drop', start.time, end.time, `${start.sentence} ${end.sentence}`, start, end);
  }
  return bands.filter(({ from, to }) => to > from);
}

/**
 * Where the labels of bands stand in a strip of rows above a plot: `{left, row}` for each band, null for one without room.
 * A label stands in the first row where it overlaps no other one, in its band or else from its band's start on.
 *
 * @param {object[]} bands in pixels: `left`, `width`, and `text`, the width of the label
 * @param {number} width of the plot
 * @param {number} rows
 */
export function placeLabels(bands, width, rows) {
  const taken = Array.from({ length: rows }, () => []);
  const placed = bands.map(() => null);
  const put = (i, row) => {
    const left = Math.max(0, Math.min(bands[i].left, width - bands[i].text));
    const right = left + bands[i].text;
    if (taken[row].some((other) => left < other.right && right > other.left)) return false;
    taken[row].push({ left, right });
    placed[i] = { left, row };
    return true;
  };
  const fits = (i) => bands[i].text <= bands[i].width;
  const order = [...bands.keys()].sort((a, b) => fits(b) - fits(a) || a - b);
  for (const i of order) taken.some((_, row) => put(i, row));
  return placed;
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
