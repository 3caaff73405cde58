/** The slow phase: the run beside the predicted effective flow, and how well the theory holds along it. */
import { api } from '../api.js';
import { Chart, chartCard, overOneAbscissa } from '../charts.js';
import { el, fill, say } from '../dom.js';
import { isAboutSlowPhase } from '../kinds.js';
import { slowCharts } from '../slowcharts.js';

/** The tab of the slow phase. */
export function slowPanel(view) {
  const hint = 'The effective flow is drawn here once it is known; it is known only for objectives that are.';
  return chartsPanel(view, 'Slow phase', ({ isSpectrum }) => !isSpectrum, hint, sentences);
}

/** The spectra of the Jacobian along the run. */
export function spectraPanel(view) {
  const hint = 'The spectra of the Jacobian are drawn here once an analyzer has them.';
  return chartsPanel(
    view,
    'Spectra',
    ({ isSpectrum }) => isSpectrum,
    hint,
    () => null,
  );
}

/** Charts from the vectors of findings; they are read when the panel is first shown. */
function chartsPanel(view, title, isWanted, hint, about) {
  const nothing =
    view.weightDecay === 0 ? 'Without weight decay there is no slow phase.' : 'Nothing is known of the slow phase yet.';
  const body = el('div', {}, el('p.empty', {}, nothing));
  let charts = [];
  let drawn = '';
  let isShown = false;

  async function update() {
    const found = view.findings.filter(isAboutSlowPhase);
    const state = found.map(({ analyzer, seq, index }) => analyzer + seq + index).join();
    if (!isShown || found.length === 0 || state === drawn || view.columns.seq.length === 0) return;
    drawn = state;
    try {
      const withVectors = found.filter(({ vectorLengths }) => Object.keys(vectorLengths).length > 0);
      const kinds = [...new Set(withVectors.map(({ kind }) => kind))];
      const answers = await Promise.all(kinds.map((kind) => api.findings(view.runId, { kind, vectors: true })));
      draw(
        found,
        answers.flatMap(({ findings }) => findings),
      );
    } catch (error) {
      say(error.message, true);
    }
  }

  function draw(found, withVectors) {
    charts.forEach((chart) => chart.destroy());
    const plots = slowCharts(withVectors, view.columns, view.weightDecay).filter(isWanted);
    const cards = plots.map((plot) => chartCard(plot.title, plot.note));
    const grid = el(
      'div.grid',
      {},
      cards.map(({ card }) => card),
    );
    fill(body, about(found), plots.length > 0 ? grid : el('p.soft', {}, hint));
    charts = plots.map(({ label, logY, lines }, i) => {
      const labels = { label, xLabel: 'slow time λt', logX: view.axis === 'log', logY, sync: 'slow' };
      return new Chart(cards[i].place, { ...labels, ...overOneAbscissa(lines) });
    });
  }

  return {
    node: el('section', { 'aria-label': title }, body),
    findings: update,
    steps: update,
    shown() {
      isShown = true;
      update();
    },
    axis: () => charts.forEach((chart) => chart.change({ logX: view.axis === 'log' })),
    destroy: () => charts.forEach((chart) => chart.destroy()),
  };
}

/** The newest sentence of each kind. */
function sentences(findings) {
  const newest = new Map(findings.map((finding) => [finding.analyzer + finding.kind, finding]));
  const item = ({ analyzer, sentence }) => el('li', {}, el('strong', {}, analyzer), ': ', sentence);
  const list = el('ul', {}, [...newest.values()].map(item));
  return el('details.card', {}, el('summary', {}, `In words: ${newest.size} findings`), list);
}
