/** The slow phase: observed beside predicted effective flow, and how well the theory holds along it. */
import { api } from './api.js';
import { Chart, chartCard } from './charts.js';
import { el, fill, say } from './dom.js';

const ANALYZERS = ['effective-flow', 'slow-phase', 'singularity'];
const LINES = 12;
const COLORS = ['--train', '--test', '--norm', '--gradient', '--predicted', '--accent', '--good', '--warn'];

export function slowPhase(runId, weightDecay, axisAtFirst) {
  const body = el('div', {}, el('p.empty', {}, weightDecay === 0 ? 'Without weight decay there is no slow phase.' : 'Nothing is known of the slow phase yet.'));
  const card = el('section.card', { 'aria-label': 'Slow phase' }, el('h2', {}, 'Slow phase'), body);
  let charts = [];
  let logX = axisAtFirst === 'log';
  let drawn = '';

  async function findings(all, columns) {
    const mine = all.filter((f) => ANALYZERS.includes(f.analyzer) && f.kind !== 'completed');
    const state = mine.map((f) => f.analyzer + f.seq + f.index).join();
    if (mine.length === 0 || state === drawn) return;
    drawn = state;
    try {
      const analyzers = [...new Set(mine.filter((f) => Object.keys(f.vectorLengths).length > 0).map((f) => f.analyzer))];
      const full = await Promise.all(analyzers.map((analyzer) => api.findings(runId, { analyzer, vectors: true })));
      draw(mine, full.flatMap((answer) => answer.findings), columns);
    } catch (error) {
      say(error.message, true);
    }
  }

  function draw(mine, full, columns) {
    charts.forEach((chart) => chart.destroy());
    const plots = plotsOf(full, columns, weightDecay);
    const cards = plots.map((plot) => chartCard(plot.title, plot.note));
    const newest = new Map(mine.map((f) => [f.analyzer + f.kind, f]));
    fill(body, el('ul', {}, [...newest.values()].map((f) => el('li', {}, el('strong', {}, f.analyzer), ': ', f.sentence))),
      plots.length > 0 ? el('div.grid', {}, cards.map((made) => made.card))
        : el('p.soft', {}, 'The effective flow is drawn here when it has been derived, where the objective is known.'));
    charts = plots.map((plot, i) => new Chart(cards[i].place, {
      label: plot.label, xLabel: 'slow time λt', logX, logY: plot.logY, sync: 'slow', ...joined(plot.lines),
    }));
  }

  return {
    card,
    findings,
    axis(value) {
      logX = value === 'log';
      charts.forEach((chart) => chart.change({ logX }));
    },
    destroy() { charts.forEach((chart) => chart.destroy()); },
  };
}

/** The newest vectors of a kind; empty when it was not found. */
function vectorsOf(full, kind) {
  return full.filter((f) => f.kind === kind && Object.keys(f.vectors).length > 0).at(-1)?.vectors ?? {};
}

function plotsOf(full, columns, weightDecay) {
  const flow = vectorsOf(full, 'effective-flow');
  const along = vectorsOf(full, 'effective-flow-deviation');
  const spectrum = vectorsOf(full, 'singularity');
  const slowTimes = columns.time.map((t) => weightDecay * t);
  const from = flow.slowTime?.[0] ?? 0;
  const observed = (values) => [slowTimes, values.map((value, i) => (slowTimes[i] >= from ? value : null))];
  const plots = [];
  const plot = (title, label, logY, lines, note) => {
    const there = lines.filter((line) => line.x?.length > 0 && line.values?.length > 0);
    if (there.length > 0) plots.push({ title, label, logY, lines: there, note });
  };
  const line = (label, color, x, values, dash) => ({ label, color, x, values, dash });
  const beside = (title, label, logY, color, values, predicted) => {
    if (predicted) plot(title, label, logY, [line('observed', color, ...observed(values)), line('effective flow', '--predicted', flow.slowTime, predicted, [7, 4])]);
  };
  beside('Squared norm beside the effective flow', '‖w‖²', false, '--norm', columns.weightNormSquared, flow.normSquared);
  beside('Test loss beside the effective flow', 'test loss', true, '--test', columns.testLoss, flow.testLoss);
  plot('Distance to the effective flow', 'relative distance', true, [line('‖w - w*‖ / ‖w*‖', '--norm', along.slowTime, along.deviation)]);
  plot('Is the motion tangential?', 'fraction; radians', false, [line('‖Pv‖ / ‖v‖', '--train', along.slowTime, along.tangentialFraction), line('angle of v to -P∇R', '--test', along.slowTime, along.angle)]);
  plot('KKT residual', '‖P w‖ / ‖w‖', true, [line('‖P w‖ / ‖w‖', '--gradient', along.slowTime, along.kktResidual)]);
  const size = spectrum.slowTime ? spectrum.eigenvalues.length / spectrum.slowTime.length : 0;
  const shown = Array.from({ length: Math.min(LINES, size) }, (_, k) => Math.round(k * Math.max(0, size - 1) / Math.max(1, Math.min(LINES, size) - 1)));
  plot('Spectrum of J Jᵀ', 'eigenvalue', true, shown.map((rank, k) => line(`no. ${rank + 1}`, COLORS[k % COLORS.length], spectrum.slowTime, spectrum.slowTime.map((_, i) => spectrum.eigenvalues[i * size + rank]))),
    size > LINES ? `${shown.length} of ${size} eigenvalues, evenly by rank.` : null);
  plot('Effective rank of J', 'rank', false, [line('rank', '--accent', spectrum.slowTime, spectrum.effectiveRank?.map((rank) => (rank < 0 ? null : rank)))]);
  return plots;
}

/** Lines over their own abscissas, joined to one. */
function joined(lines) {
  const [x, ...values] = uPlot.join(lines.map((line) => [line.x, line.values]));
  return { x, series: lines.map(({ label, color, dash }, i) => ({ label, color, dash, values: values[i] })) };
}
