/** The largest coefficients at the end of a run, over the whole run. */
import { api } from '../api.js';
import { Chart } from '../charts.js';
import { el, fill } from '../dom.js';
import { largest } from '../pictures.js';

const POINTS = 48;
const SHOWN = 8;
const COLORS = ['--train', '--test', '--norm', '--gradient', '--predicted', '--good', '--warn', '--accent'];

export function history(runId, note) {
  const node = el('div', {});
  let chart = null;

  async function draw() {
    const before = note.textContent;
    note.textContent = 'Reading the run …';
    const { columns } = await api.steps(runId, { axis: 'log', points: POINTS });
    const learned = [];
    for (const seq of columns.seq) {
      learned.push((await api.picture(runId, seq)).learned);
      note.textContent = `Reading the run: ${learned.length} of ${columns.seq.length} steps`;
    }
    note.textContent = before;
    const place = el('div.chart', { role: 'img', 'aria-label': 'The largest ones over time' });
    fill(node, el('h2', {}, 'The largest at the end, over time'), place);
    const series = largest(learned.at(-1), SHOWN).map((i, rank) => ({
      label: String(i),
      color: COLORS[rank % COLORS.length],
      values: learned.map((values) => values[i]),
    }));
    const labels = { label: 'value', xLabel: 'flow time t', logX: true, logY: false, sync: 'run' };
    chart?.destroy();
    chart = new Chart(place, { ...labels, x: columns.time, series });
  }

  return { node, draw, destroy: () => chart?.destroy() };
}
