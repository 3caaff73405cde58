/** Several runs side by side: a table, and the same charts over flow time, slow time or steps. */
import { api, pageOf, stepsWhenRead } from '../api.js';
import { axisChoice, Chart, chartCard, chosenAxis, color, overOneAbscissa } from '../charts.js';
import { csvOf, legendOf, limitsOf, overlay, relative, sectionsOf, smooth } from '../comparison.js';
import { el, fill, settled } from '../dom.js';
import { svgOf } from '../svg.js';

const POINTS = 800;
const COLORS = ['--train', '--test', '--norm', '--gradient', '--predicted', '--good', '--warn', '--decay'];
const CHARTS = [
  { column: 'trainLoss', title: 'Training loss', logY: true },
  { column: 'testLoss', title: 'Test loss', logY: true },
  { column: 'weightNormSquared', title: '‖w‖²', logY: false },
  { column: 'gradientNorm', title: '‖∇F‖', logY: true },
];
const AXES = [
  ['log', 'logarithmic'],
  ['linear', 'linear'],
];
const WIDTHS = [1, 5, 15, 51];
const TYPING_MILLIS = 300;
/** What an ordinate shows of its values. */
const ORDINATES = {
  log: { text: 'log', isLog: true, of: (values) => values },
  linear: { text: 'linear', isLog: false, of: (values) => values },
  'log-relative': { text: 'log, relative to the start', isLog: true, of: relative },
  relative: { text: 'linear, relative to the start', isLog: false, of: relative },
};
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
  const draw = () => charts.draw(ABSCISSAS[abscissa.value], Number(width.value), limitsOf(from.value, to.value));
  const abscissa = select('Abscissa', ABSCISSAS, draw);
  const width = select('Smoothing', Object.fromEntries(WIDTHS.map((each) => [each, { text: smoothing(each) }])), draw);
  const [from, to] = limitInputs('x', draw);
  charts.onChange(draw);
  fill(
    content,
    el('h1', {}, `${comparison.runs.length} runs compared`),
    el('div.card', {}, comparisonTable(comparison, isDrawn)),
    sentence && el('p.card', { role: 'note' }, sentence),
    el('div.card.row', {}, axisChoice(AXES, draw), abscissa, from, to, width, charts.reading),
    charts.grid,
  );
  await draw();
}

const smoothing = (width) => (width === 1 ? 'not smoothed' : `mean of ${width} points`);

function select(name, choices, change) {
  const option = ([value, { text, label }]) => el('option', { value }, text ?? label);
  return el('select', { 'aria-label': name, change }, Object.entries(choices).map(option));
}

/** Two fields for the ends of an axis. */
function limitInputs(axis, onChange) {
  const input = settled(onChange, TYPING_MILLIS);
  return ['from', 'to'].map((end) =>
    el('input', {
      size: 7,
      inputmode: 'decimal',
      placeholder: `${axis} ${end}`,
      'aria-label': `${axis} ${end}`,
      input,
    }),
  );
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
  let onChange = () => {};
  const cards = CHARTS.map((chart) => chartWithControls(chart, () => onChange()));
  const reading = el('span.soft', { role: 'status' });
  const stepsOf = stepsByAxis(runs, reading, signal);
  let draws = 0;
  signal.addEventListener('abort', () => cards.forEach((card) => card.destroy()));

  /** Draws over an abscissa; a later call takes the place of an earlier one. */
  async function draw(abscissa, width, xLimits) {
    const mine = ++draws;
    const axis = chosenAxis(AXES.map(([name]) => name));
    const steps = await stepsOf(axis, () => mine === draws && !signal.aborted);
    if (mine !== draws || signal.aborted) return;
    for (const card of cards) {
      const lines = runs.map((run, i) => ({
        label: run.name,
        color: run.color,
        x: abscissa.of(steps[i].columns, run),
        values: smooth(card.valuesOf(steps[i].columns), width),
      }));
      const labels = { xLabel: abscissa.label, logX: axis === 'log', xLimits, sync: 'compare' };
      card.draw({ ...labels, ...overOneAbscissa(lines.map(strictlyIncreasing)) });
    }
  }

  return {
    reading,
    onChange: (action) => {
      onChange = action;
    },
    grid: el(
      'div.grid',
      {},
      cards.map(({ card }) => card),
    ),
    draw,
  };
}

/** The steps of all runs, read once for each axis; says how far it is. */
function stepsByAxis(runs, reading, signal) {
  const known = new Map();
  return async (axis, isWanted) => {
    if (known.has(axis)) return known.get(axis);
    const stepsOf = (run) =>
      stepsWhenRead(run.runId, { axis, points: POINTS }, (part) => {
        reading.textContent = `reading the log: ${run.name}, ${Math.floor(100 * part.read)} %`;
        return isWanted();
      });
    const steps = await Promise.all(runs.map(stepsOf));
    if (isWanted() && !signal.aborted) {
      known.set(axis, steps);
      reading.textContent = '';
    }
    return steps;
  };
}

/** A card with a chart, the choice of its ordinate, and its files. */
function chartWithControls({ column, title, logY }, onChange) {
  const { card, place } = chartCard(title);
  const ordinate = select(`Ordinate of ${title}`, ORDINATES, onChange);
  ordinate.value = logY ? 'log' : 'linear';
  const [from, to] = limitInputs('y', onChange);
  let chart = null;
  let drawn = null;
  const savePng = () => place.querySelector('canvas').toBlob((blob) => download(`${column}.png`, blob));
  const saveSvg = () => download(`${column}.svg`, new Blob([svgOf(drawn, color)], { type: 'image/svg+xml' }));
  const file = (text, click) => el('button.quiet', { type: 'button', click }, text);
  card.append(el('div.row.controls', {}, ordinate, from, to, file('PNG', savePng), file('SVG', saveSvg)));
  return {
    card,
    valuesOf: (columns) => ORDINATES[ordinate.value].of(columns[column]),
    draw(description) {
      const label = ordinate.value.endsWith('relative') ? `${title} / start` : title;
      const { isLog } = ORDINATES[ordinate.value];
      drawn = { ...description, label, logY: isLog, yLimits: limitsOf(from.value, to.value) };
      chart?.destroy();
      chart = new Chart(place, { ...drawn });
    },
    destroy: () => chart?.destroy(),
  };
}

/** A line without the points at the abscissa of the one before them: samples have the number of their step. */
function strictlyIncreasing(line) {
  const kept = line.x.map((x, i) => i === 0 || x > line.x[i - 1]);
  return { ...line, x: line.x.filter((_, i) => kept[i]), values: line.values.filter((_, i) => kept[i]) };
}
