/** Several runs side by side: a table, and the same charts over flow time, slow time or steps. */
import { api, pageOf, stepsWhenRead } from '../api.js';
import { axisChoice, Chart, chartCard, chosenAxis, overOneAbscissa } from '../charts.js';
import { csvOf, legendOf, overlay, sectionsOf } from '../comparison.js';
import { el, fill } from '../dom.js';

const POINTS = 800;
const COLORS = ['--train', '--test', '--norm', '--gradient', '--predicted', '--good', '--warn', '--decay'];
const CHARTS = [
  { column: 'trainLoss', title: 'Training loss', logY: true },
  { column: 'testLoss', title: 'Test loss', logY: true },
  { column: 'weightNormSquared', title: '‖w‖²', logY: false },
  { column: 'gradientNorm', title: '‖∇F‖', logY: true },
];
const ABSCISSAS = {
  t: { label: 'flow time t', of: (columns) => columns.time },
  tau: { label: 'slow time λt', of: (columns, { weightDecay }) => columns.time.map((t) => (weightDecay ?? 0) * t) },
  step: { label: 'step', of: (columns) => columns.step },
};

export async function comparePage(content, list, signal) {
  const runIds = list.split(',').filter(Boolean).map(decodeURIComponent);
  const comparison = await api.compare(runIds);
  if (signal.aborted) return;
  const { isDrawn, sentence } = overlay(comparison.runs);
  const runs = comparison.runs
    .map((run, i) => ({ ...run, name: legendOf(comparison, i), color: COLORS[i % COLORS.length] }))
    .filter(isDrawn);
  const charts = comparedCharts(runs, signal);
  const option = ([value, { label }]) => el('option', { value }, label);
  const draw = () => charts.draw(ABSCISSAS[abscissa.value]);
  const abscissa = el('select', { 'aria-label': 'Abscissa', change: draw }, Object.entries(ABSCISSAS).map(option));
  fill(
    content,
    el('h1', {}, `${comparison.runs.length} runs compared`),
    el('div.card', {}, comparisonTable(comparison, isDrawn)),
    sentence && el('p.card', { role: 'note' }, sentence),
    el('div.card.row', {}, axisChoice(draw), abscissa, charts.reading),
    charts.grid,
  );
  await draw();
}

function comparisonTable(comparison, isDrawn) {
  const { runs, notes } = comparison;
  const sections = sectionsOf(comparison);
  const head = (run, i) => {
    const swatch = isDrawn(run) ? el('span.swatch', {}) : null;
    if (swatch) swatch.style.background = `var(${COLORS[i % COLORS.length]})`;
    const link = el('a', { href: pageOf(run.runId), title: run.runId }, `${run.label}: ${run.name}`);
    return el('th', { scope: 'col' }, swatch, link, el('small', {}, `${run.objective}, ${run.state}`));
  };
  const cell = (span) => (each) =>
    el(
      'td',
      { title: each.title, colspan: span },
      each.provisional ? el('span.provisional', {}, each.text) : each.text,
    );
  const row = ({ name, cells, isOfAll }) =>
    el('tr', {}, el('th', { scope: 'row' }, name), cells.map(cell(isOfAll ? runs.length : null)));
  const section = ({ title, rows }) => [
    el('tr', {}, el('th.section', { colspan: runs.length + 1, scope: 'rowgroup' }, title)),
    rows.map(row),
  ];
  const heading = el('thead', {}, el('tr', {}, el('td', {}), runs.map(head)));
  const save = () => download('compare.csv', new Blob([csvOf(comparison, sections)], { type: 'text/csv' }));
  return [
    el('div.scroll', {}, el('table.compared', {}, heading, el('tbody', {}, sections.map(section)))),
    notes.length === 0
      ? null
      : el(
          'ul.soft',
          {},
          notes.map((note) => el('li', {}, note)),
        ),
    el('p.actions', {}, el('button', { type: 'button', click: save }, 'Table as CSV')),
  ];
}

function download(name, blob) {
  const href = URL.createObjectURL(blob);
  el('a', { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href));
}

function comparedCharts(runs, signal) {
  const cards = CHARTS.map((chart) => ({ ...chart, ...chartCard(chart.title) }));
  for (const { card, place, column } of cards) {
    const save = () => place.querySelector('canvas').toBlob((blob) => download(`${column}.png`, blob));
    card.append(el('button.quiet', { type: 'button', click: save }, 'PNG'));
  }
  const reading = el('span.soft', { role: 'status' });
  let charts = [];
  let draws = 0;
  signal.addEventListener('abort', () => charts.forEach((chart) => chart.destroy()));

  /** Draws over an abscissa; a later call takes the place of an earlier one. */
  async function draw(abscissa) {
    const mine = ++draws;
    const isWanted = () => mine === draws && !signal.aborted;
    const axis = chosenAxis();
    const stepsOf = (run) =>
      stepsWhenRead(run.runId, { axis, points: POINTS }, (part) => {
        reading.textContent = `reading the log: ${run.name}, ${Math.floor(100 * part.read)} %`;
        return isWanted();
      });
    const steps = await Promise.all(runs.map(stepsOf));
    if (!isWanted()) return;
    reading.textContent = '';
    charts.forEach((chart) => chart.destroy());
    charts = cards.map(({ column, title, logY, place }) => {
      const lines = runs.map((run, i) => ({
        label: run.name,
        color: run.color,
        x: abscissa.of(steps[i].columns, run),
        values: steps[i].columns[column],
      }));
      const labels = { label: title, xLabel: abscissa.label, logX: axis === 'log', logY, sync: 'compare' };
      return new Chart(place, { ...labels, ...overOneAbscissa(lines.map(strictlyIncreasing)) });
    });
  }

  return {
    reading,
    grid: el(
      'div.grid',
      {},
      cards.map(({ card }) => card),
    ),
    draw,
  };
}

/** A line without the points at the abscissa of the one before them: samples have the number of their step. */
function strictlyIncreasing(line) {
  const kept = line.x.map((x, i) => i === 0 || x > line.x[i - 1]);
  return { ...line, x: line.x.filter((_, i) => kept[i]), values: line.values.filter((_, i) => kept[i]) };
}
