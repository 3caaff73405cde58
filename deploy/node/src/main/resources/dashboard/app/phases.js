/** The phases of a run, from the findings of its analyzers: bands in the plots and a list with their definitions. */
import { el, fill } from './dom.js';
import { color } from './charts.js';
import { number, words } from './format.js';

/** The newest finding of each kind that speaks of a time or gives a verdict; a final one beats a provisional one. */
export function newestByKind(findings) {
  const newest = new Map();
  for (const finding of findings) {
    const key = finding.analyzer + ' ' + finding.kind;
    const known = newest.get(key);
    if (!known || known.stage === 'provisional' || finding.stage === 'final') newest.set(key, finding);
  }
  return [...newest.values()].sort((a, b) => (a.time ?? Infinity) - (b.time ?? Infinity));
}

/** Bands between the times that were found. */
export function bands(findings, lastTime) {
  const at = {};
  for (const finding of newestByKind(findings)) {
    if (finding.time !== null && !(finding.kind in at)) at[finding.kind] = finding;
  }
  const plateau = at['loss-plateau'];
  const onset = at['norm-drift-onset'];
  const start = at['test-loss-drop-start'];
  const end = at['test-loss-drop-end'];
  const list = [];
  const band = (label, colorName, from, to, sentence) => {
    if (to > from) list.push({ label, colorName, from, to, sentence });
  };
  if (plateau) {
    band('fast phase', '--band-fast', 0, plateau.time, 'Fast phase, until t_GF: ' + plateau.sentence);
    band('plateau', '--band-plateau', plateau.time, onset ? onset.time : lastTime,
      'Plateau: the data are interpolated, and the weight decay does not rule yet. ' + (onset?.sentence ?? plateau.sentence));
  }
  if (onset) band('slow phase', '--band-slow', onset.time, lastTime, 'Slow phase, from t_WD on: ' + onset.sentence);
  if (start && end) band('test loss drops', '--band-drop', start.time, end.time, start.sentence + ' — ' + end.sentence);
  return list;
}

/** Draws the bands and the mark of a time into a chart, with a strip of labels that tell their definitions. */
export function overlay(state) {
  return (plot) => {
    const { ctx } = plot;
    const { left, top, width, height } = plot.bbox;
    const x = (time) => Math.min(left + width, Math.max(left, plot.valToPos(Math.max(time, plot.scales.x.min), 'x', true)));
    plot.over.querySelectorAll('.band').forEach((old) => old.remove());
    ctx.save();
    for (const band of state.bands) {
      const from = x(band.from);
      const to = x(band.to);
      if (!(to > from)) continue;
      ctx.fillStyle = color(band.colorName);
      ctx.fillRect(from, top, to - from, height);
      const ratio = devicePixelRatio;
      const label = el('div.band', { title: band.sentence }, band.label);
      label.style.left = (from - left) / ratio + 'px';
      label.style.width = (to - from) / ratio + 'px';
      if (band.colorName === '--band-drop') label.style.top = '13px';
      plot.over.append(label);
    }
    if (state.mark !== null && state.mark >= plot.scales.x.min && state.mark <= plot.scales.x.max) {
      ctx.strokeStyle = color('--ink');
      ctx.setLineDash([4, 4]);
      ctx.beginPath();
      ctx.moveTo(x(state.mark), top);
      ctx.lineTo(x(state.mark), top + height);
      ctx.stroke();
    }
    ctx.restore();
  };
}

const COLORS = {
  'loss-plateau': '--band-fast', 'norm-drift-onset': '--band-slow', 'norm-drift-fraction': '--band-slow',
  'slow-phase-onset': '--band-slow', 'test-loss-drop': '--band-drop', 'test-loss-drop-start': '--band-drop', 'test-loss-drop-end': '--band-drop',
};

/** What was found, as a list of buttons; focus or hover tells the definition below, a click goes to the time. */
export function phaseList(place, findings, goTo) {
  const told = newestByKind(findings).filter((finding) => finding.kind !== 'completed');
  if (told.length === 0) {
    fill(place, el('p.empty', {}, 'No analyzer has found a phase yet.'));
    return;
  }
  const definition = el('p.definition', { 'aria-live': 'polite' }, 'Point at a phase for its definition.');
  const tell = (finding) => () => { definition.textContent = `${finding.analyzer}: ${finding.sentence}`; };
  fill(place, el('ul.phases', {}, told.map((finding) => {
    const swatch = el('i', {});
    swatch.style.background = `var(${COLORS[finding.kind] ?? '--card'})`;
    return el('li', {}, el('button', {
      type: 'button', title: finding.sentence, class: finding.stage,
      mouseenter: tell(finding), focus: tell(finding), click: () => finding.time !== null && goTo(finding.time),
    }, swatch, words(finding.kind), finding.time === null ? null : el('span.soft', {}, 't = ' + number(finding.time, 4))));
  })), definition);
}
