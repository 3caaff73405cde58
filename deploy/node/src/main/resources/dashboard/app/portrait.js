/** What the weights of a step mean: the coefficients, the singular values, or the function itself with its data. */
import { api } from './api.js';
import { Chart } from './charts.js';
import { attempt, el, fill } from './dom.js';
import { number } from './format.js';

const OVER_TIME = 48;
const SHOWN = 8;
const COLORS = ['--train', '--test', '--norm', '--gradient', '--predicted', '--good', '--warn', '--accent'];
const TITLES = { coefficients: 'Coefficients of the predictor', 'singular-values': 'Singular values', function: 'The learned function' };

export function portrait(place, runId, detail) {
  let chart = null;
  let kind = null;
  const title = el('h2', {});
  const box = el('div.chart', { role: 'img' });
  const history = el('div', {});
  const overTime = el('button', { type: 'button', click: () => attempt(overTime, drawHistory) }, 'Draw them over time');
  const note = el('p.soft', {});
  let historyChart = null;

  function build(shown) {
    chart?.destroy();
    kind = shown.kind;
    title.textContent = TITLES[kind];
    box.setAttribute('aria-label', TITLES[kind]);
    fill(place, title, note, box, kind === 'function' ? null : overTime, history);
    chart = new Chart(box, description(shown), { height: 260 });
  }

  return {
    show(shown) {
      if (!(shown.kind in TITLES)) { this.cannot(shown.sentence ?? 'There is no picture of these weights.'); return; }
      note.textContent = summary(shown);
      if (shown.kind !== kind) build(shown);
      else chart.feed(description(shown));
    },
    cannot(sentence) {
      chart?.destroy();
      chart = null;
      kind = null;
      fill(place, el('p.empty', {}, sentence));
    },
    destroy() { chart?.destroy(); historyChart?.destroy(); },
  };

  /** The largest entries over the whole run: each from its own step of the log. */
  async function drawHistory() {
    const before = note.textContent;
    note.textContent = 'Reading the run …';
    const steps = await api.steps(runId, { axis: 'log', points: OVER_TIME });
    const values = [];
    const times = [];
    for (let i = 0; i < steps.count; i++) {
      const shown = await api.picture(runId, { seq: steps.columns.seq[i] });
      values.push(shown.learned);
      times.push(steps.columns.time[i]);
      note.textContent = `Reading the run: ${i + 1} of ${steps.count} steps`;
    }
    const last = values[values.length - 1];
    const largest = last.map((value, i) => [Math.abs(value), i]).sort((a, b) => b[0] - a[0]).slice(0, SHOWN).map(([, i]) => i);
    const place = el('div.chart', { role: 'img', 'aria-label': 'The largest ones over time' });
    fill(history, el('h2', {}, 'The largest at the end, over time'), place);
    historyChart?.destroy();
    historyChart = new Chart(place, {
      label: 'value', xLabel: 'flow time t', logX: true, logY: false, x: times, sync: 'run',
      series: largest.map((i, k) => ({ label: String(i), color: COLORS[k % COLORS.length], values: values.map((v) => v[i]) })),
    });
    note.textContent = before;
  }
}

const range = (values) => values.map((_, i) => i);

function description(shown) {
  if (shown.kind === 'function') {
    // The data stand at their own abscissas: joined with the grid, in order.
    const [x, learned, data] = uPlot.join([[shown.x, shown.y], sorted(shown.dataX, shown.dataY)]);
    return {
      label: 'f(x)', xLabel: 'x', logX: false, logY: false, x,
      series: [{ label: 'learned', color: '--train', values: learned },
        { label: 'data', color: '--test', points: 9, values: data }],
    };
  }
  return {
    label: 'value', xLabel: shown.kind === 'coefficients' ? 'index' : 'rank', logX: false, logY: false, x: range(shown.learned),
    series: [{ label: 'learned', color: '--train', points: 7, values: shown.learned },
      ...(shown.teacher.length > 0 ? [{ label: 'teacher', color: '--teacher', points: 4, values: shown.teacher }] : [])],
  };
}

function sorted(x, y) {
  const order = range(x).sort((a, b) => x[a] - x[b]);
  return [order.map((i) => x[i]), order.map((i) => y[i])];
}

function summary(shown) {
  if (shown.kind === 'function') return `${shown.kinks.length} kinks within the data's range.`;
  const largest = Math.max(...shown.learned.map(Math.abs));
  const there = shown.learned.filter((value) => Math.abs(value) >= 0.01 * largest && value !== 0).length;
  return `${there} of ${shown.learned.length} are at least 1 % of the largest, ${number(largest, 4)}.`;
}
