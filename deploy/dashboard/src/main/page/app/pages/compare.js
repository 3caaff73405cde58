/** Several runs in the same charts, over flow time or slow time. */
import { api, pageOf, stepsWhenRead } from '../api.js';
import { axisChoice, Chart, chartCard, chosenAxis, overOneAbscissa } from '../charts.js';
import { el, fill } from '../dom.js';
import { number } from '../format.js';
import { verdict } from '../verdict.js';

const POINTS = 800;
const COLORS = ['--train', '--test', '--norm', '--gradient', '--predicted', '--good', '--warn', '--decay'];
const CHARTS = [
  { column: 'trainLoss', title: 'Training loss', logY: true },
  { column: 'testLoss', title: 'Test loss', logY: true },
  { column: 'weightNormSquared', title: '‖w‖²', logY: false },
  { column: 'gradientNorm', title: '‖∇F‖', logY: true },
];

export async function comparePage(content, list, signal) {
  const runIds = list.split(',').filter(Boolean).map(decodeURIComponent);
  const details = await Promise.all(runIds.map((runId) => api.run(runId)));
  if (signal.aborted) return;
  const runs = details.map(({ run }, i) => ({
    run,
    name: `${run.name} λ=${number(run.setup?.weightDecay)}`,
    color: COLORS[i % COLORS.length],
  }));
  const charts = comparedCharts(runs, signal);
  const abscissa = el(
    'select',
    { 'aria-label': 'Abscissa', change: () => charts.draw(abscissa.value) },
    el('option', { value: 't' }, 'flow time t'),
    el('option', { value: 'tau' }, 'slow time λt'),
  );
  const draw = () => charts.draw(abscissa.value);
  fill(
    content,
    el('h1', {}, `${runs.length} runs compared`),
    el('div.card', {}, el('div.row', {}, axisChoice(draw), abscissa, charts.reading), legend(runs)),
    charts.grid,
  );
  await draw();
}

/** Which colour is which run. */
function legend(runs) {
  const row = ({ run, name, color }) => {
    const swatch = el('span.swatch', {});
    swatch.style.background = `var(${color})`;
    const link = el('a', { href: pageOf(run.runId) }, name);
    const cells = [[swatch, link, el('small', {}, run.runId)], run.setup?.objective ?? '', run.state, verdict(run)];
    return el(
      'tr',
      {},
      cells.map((cell) => el('td', {}, cell)),
    );
  };
  return el('div.scroll', {}, el('table', {}, el('tbody', {}, runs.map(row))));
}

function comparedCharts(runs, signal) {
  const cards = CHARTS.map((chart) => ({ ...chart, ...chartCard(chart.title) }));
  const reading = el('span.soft', { role: 'status' });
  let charts = [];
  let draws = 0;
  signal.addEventListener('abort', () => charts.forEach((chart) => chart.destroy()));

  /** Draws over flow time `t` or slow time `tau`; a later call takes the place of an earlier one. */
  async function draw(abscissa) {
    const mine = ++draws;
    const isWanted = () => mine === draws && !signal.aborted;
    const axis = chosenAxis();
    const stepsOf = ({ run }) =>
      stepsWhenRead(run.runId, { axis, points: POINTS }, (part) => {
        reading.textContent = `reading the log: ${run.name}, ${Math.floor(100 * part.read)} %`;
        return isWanted();
      });
    const steps = await Promise.all(runs.map(stepsOf));
    if (!isWanted()) return;
    reading.textContent = '';
    const factors = runs.map(({ run }) => (abscissa === 'tau' ? (run.setup?.weightDecay ?? 0) : 1));
    const times = steps.map(({ columns }, i) => columns.time.map((time) => factors[i] * time));
    charts.forEach((chart) => chart.destroy());
    charts = cards.map(({ column, title, logY, place }) => {
      const lines = runs.map(({ name, color }, i) => ({
        label: name,
        color,
        x: times[i],
        values: steps[i].columns[column],
      }));
      const xLabel = abscissa === 'tau' ? 'slow time λt' : 'flow time t';
      return new Chart(place, {
        label: title,
        xLabel,
        logX: axis === 'log',
        logY,
        sync: 'compare',
        ...overOneAbscissa(lines),
      });
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
