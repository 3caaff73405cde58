/** The largest coefficients or singular values at the end of a run, over the whole run. */
import { api } from '../api.js';
import { Chart, chartCard } from '../charts.js';
import { button, el } from '../dom.js';
import { largest, TITLES } from '../pictures.js';

const POINTS = 48;
const SHOWN = 8;
const HEIGHT = 300;
const COLORS = ['--train', '--test', '--norm', '--gradient', '--predicted', '--good', '--warn', '--accent'];

export function historyPanel(view) {
  const { card: node, place } = chartCard('The largest weights of the predictor, over time');
  const note = el('span.soft', { role: 'status' });
  const again = button('Draw again', draw, { hidden: true });
  node.append(el('p.row', {}, again, note));
  let chart = null;
  let isDrawn = false;

  async function draw() {
    note.textContent = 'Reading the run …';
    const { columns } = await api.steps(view.runId, { axis: 'log', points: POINTS });
    const learned = [];
    let kind = null;
    for (const seq of columns.seq) {
      const found = await api.picture(view.runId, seq);
      if (!found.learned?.length || !(found.kind in TITLES)) {
        note.textContent = 'The weights of this run cannot be drawn over time; the state at t is on the tab Overview.';
        return;
      }
      kind = found.kind;
      learned.push(found.learned);
      note.textContent = `Reading the run: ${learned.length} of ${columns.seq.length} steps`;
    }
    if (learned.length === 0) {
      note.textContent = 'The run has no steps yet.';
      return;
    }
    note.textContent = `${TITLES[kind]}: the ${SHOWN} that are largest at the end.`;
    again.hidden = false;
    const series = largest(learned.at(-1), SHOWN).map((i, rank) => ({
      label: `no. ${i}`,
      color: COLORS[rank % COLORS.length],
      values: learned.map((values) => values[i]),
    }));
    const labels = { label: 'value', xLabel: 'flow time t', logX: true, logY: false };
    chart?.destroy();
    chart = new Chart(place, { ...labels, x: columns.time, series }, {}, HEIGHT);
  }

  return {
    node,
    shown() {
      if (isDrawn) return;
      isDrawn = true;
      draw().catch((error) => {
        isDrawn = false;
        note.textContent = error.message;
      });
    },
    destroy: () => chart?.destroy(),
  };
}
