/** Several runs in the same plots, over flow time or slow time. */
import { api, stepsWhenRead } from './api.js';
import { axisChoice, Chart, chartCard } from './charts.js';
import { el, fill } from './dom.js';
import { number } from './format.js';
import { verdict } from './runs.js';

const COLORS = ['--train', '--test', '--norm', '--gradient', '--predicted', '--good', '--warn', '--decay'];
const PLOTS = [['trainLoss', 'Training loss', true], ['testLoss', 'Test loss', true], ['weightNormSquared', '‖w‖²', false], ['gradientNorm', '‖∇F‖', true]];

export async function comparePage(content, list) {
  const runs = await Promise.all(list.split(',').filter(Boolean).map((runId) => api.run(decodeURIComponent(runId))));
  let over = 't';
  const axis = axisChoice((value) => draw(value));
  let chosen = axis.value;
  const slow = el('select', { 'aria-label': 'Abscissa', change: () => { over = slow.value; draw(chosen); } },
    el('option', { value: 't' }, 'flow time t'), el('option', { value: 'tau' }, 'slow time λt'));
  const reading = el('span.soft', { role: 'status' });
  const cards = PLOTS.map(([key, title, logY]) => ({ key, title, logY, ...chartCard(title) }));
  let charts = [];
  const name = (run) => `${run.name} λ=${number(run.setup?.weightDecay)}`;
  fill(content, el('h1', {}, `${runs.length} runs compared`), el('div.card', {}, el('div.row', {}, axis.node, slow, reading),
    el('div.scroll', {}, el('table', {}, el('tbody', {}, runs.map(({ run }, i) => {
      const swatch = el('span.swatch', {});
      swatch.style.background = `var(${COLORS[i % COLORS.length]})`;
      return el('tr', {}, el('td', {}, swatch, el('a', { href: '#/run/' + encodeURIComponent(run.runId) }, name(run)), el('small', {}, run.runId)),
        el('td', {}, run.setup?.objective ?? ''), el('td', {}, run.state), el('td', {}, verdict(run)));
    }))))), el('div.grid', {}, cards.map((card) => card.card)));

  let asked = 0;
  async function draw(value) {
    chosen = value;
    const ask = ++asked;
    const wanted = () => ask === asked && reading.isConnected;
    const steps = await Promise.all(runs.map(({ run }) => stepsWhenRead(run.runId, { axis: value, points: 800 }, (part) => {
      reading.textContent = `reading the log: ${run.name}, ${Math.floor(100 * part.read)} %`;
      return wanted();
    })));
    if (!wanted()) return;
    reading.textContent = '';
    const times = steps.map((s, i) => s.columns.time.map((t) => (over === 'tau' ? t * (runs[i].run.setup?.weightDecay ?? 0) : t)));
    charts.forEach((chart) => chart.destroy());
    charts = cards.map(({ key, title, logY, place }) => {
      const tables = steps.map((s, i) => [times[i], s.columns[key]]);
      const [x, ...values] = uPlot.join(tables);
      return new Chart(place, {
        label: title, logX: value === 'log', logY, xLabel: over === 'tau' ? 'slow time λt' : 'flow time t', sync: 'compare', x,
        series: runs.map(({ run }, i) => ({ label: name(run), color: COLORS[i % COLORS.length], values: values[i] })),
      });
    });
  }
  await draw(chosen);
  return () => charts.forEach((chart) => chart.destroy());
}
