/** The slow phase: observed beside predicted effective flow, and how well the theory holds along it. */
import { api } from './api.js';
import { Chart, chartCard } from './charts.js';
import { el, fill, say } from './dom.js';
import { number } from './format.js';

/** Vectors that are drawn, each over the vector `over` of the same finding. */
const PLOTS = [
  { title: 'Squared norm: observed beside the effective flow', label: '‖w‖²', logY: false, series: [['observedNormSquared', 'observed', '--norm'], ['predictedNormSquared', 'effective flow', '--predicted', [6, 4]]] },
  { title: 'Test loss: observed beside the effective flow', label: 'test loss', logY: true, series: [['observedTestLoss', 'observed', '--test'], ['predictedTestLoss', 'effective flow', '--predicted', [6, 4]]] },
  { title: 'Distance of the observed trajectory to the effective flow', label: 'relative distance', logY: true, series: [['deviation', 'relative distance', '--norm']] },
  { title: 'Tangential fraction and Pythagorean ratio', label: 'ratio', logY: false, series: [['tangentialFraction', '‖Pv‖ / ‖v‖', '--train'], ['pythagoreanRatio', 'λ̂ / λ', '--test']] },
  { title: 'KKT residual', label: '‖P w‖ / ‖w‖', logY: true, series: [['kktResidual', '‖P w‖ / ‖w‖', '--gradient']] },
  { title: 'Spectrum of J Jᵀ', label: 'eigenvalue', logY: true, series: [['smallestKept', 'smallest kept', '--train'], ['largestDropped', 'largest dropped', '--decay']] },
];

export function slowPhase(runId, weightDecay, axisAtFirst) {
  const body = el('div', {}, el('p.empty', {}, 'Nothing is known of the slow phase yet.'));
  const card = el('section.card', { 'aria-label': 'Slow phase' }, el('h2', {}, 'Slow phase'), body);
  let charts = [];
  let logX = axisAtFirst === 'log';
  let drawn = '';

  async function findings(all) {
    const mine = all.filter((f) => ['effective-flow', 'slow-phase', 'singularity'].includes(f.analyzer) && f.kind !== 'completed');
    const withVectors = mine.filter((f) => Object.keys(f.vectorLengths).length > 0);
    const state = mine.length + ' ' + withVectors.length;
    if (mine.length === 0 || state === drawn) return;
    drawn = state;
    try {
      const full = withVectors.length === 0 ? [] : (await Promise.all([...new Set(withVectors.map((f) => f.analyzer))].map((analyzer) => api.findings(runId, { analyzer, vectors: true }))))
        .flatMap((answer) => answer.findings);
      draw(mine, full);
    } catch (error) {
      say(error.message, true);
    }
  }

  function draw(mine, full) {
    charts.forEach((chart) => chart.destroy());
    charts = [];
    const vectors = Object.assign({}, ...full.map((f) => f.vectors));
    const cards = [];
    for (const plot of PLOTS) {
      const parts = plot.series.filter(([name]) => vectors[name]?.length > 0);
      if (parts.length === 0) continue;
      const made = chartCard(plot.title);
      cards.push(made.card);
      queueMicrotask(() => charts.push(new Chart(made.place, {
        label: plot.label, xLabel: 'slow time λt', logX, logY: plot.logY, sync: 'slow', ...joined(parts, vectors),
      })));
    }
    const last = new Map(mine.map((f) => [f.analyzer + f.kind, f]));
    fill(body, el('ul', {}, [...last.values()].map((f) => el('li', {}, el('strong', {}, f.analyzer), ': ', f.sentence))),
      cards.length > 0 ? el('div.grid', {}, cards) : el('p.soft', {}, 'The effective flow is drawn here when the run has ended, where the objective is known.'));
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

/** Series over their own slow times, joined to one abscissa. */
function joined(parts, vectors) {
  const times = (name) => (name.startsWith('predicted') ? vectors.predictedSlowTime : vectors.slowTime) ?? vectors.slowTime ?? [];
  const tables = parts.map(([name]) => [times(name).slice(0, vectors[name].length), vectors[name]]);
  const [x, ...values] = uPlot.join(tables);
  return { x, series: parts.map(([, label, color, dash], i) => ({ label, color, dash, values: values[i] })) };
}
