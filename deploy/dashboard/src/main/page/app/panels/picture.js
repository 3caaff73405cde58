/** What the weights of a step mean: coefficients, singular values, or the learned function with its data. */
import { api } from '../api.js';
import { Chart, overOneAbscissa } from '../charts.js';
import { button, el, fill, settled } from '../dom.js';
import { linesOf, summary, TITLES } from '../pictures.js';
import { history } from './history.js';

const HEIGHT = 260;
const SETTLED_MILLIS = 40;

export function picture(view) {
  const node = el('div', {});
  const title = el('h2', {});
  const note = el('p.soft', {});
  const box = el('div.chart', { role: 'img' });
  const overTime = history(view.runId, note);
  const drawOverTime = button('Draw them over time', () => overTime.draw());
  let chart = null;
  let kind = null;
  let asked = 0;

  function show(found) {
    if (!(found.kind in TITLES)) return cannot(found.sentence ?? 'These weights cannot be drawn.');
    note.textContent = summary(found);
    const { lines, ...labels } = linesOf(found);
    const drawn = overOneAbscissa(lines);
    if (found.kind !== kind) {
      begin(found.kind);
      chart = new Chart(box, { ...labels, logX: false, logY: false, ...drawn }, {}, HEIGHT);
    } else {
      chart.feed(
        drawn.x,
        drawn.series.map(({ values }) => values),
      );
    }
  }

  function begin(newKind) {
    chart?.destroy();
    kind = newKind;
    title.textContent = TITLES[kind];
    box.setAttribute('aria-label', TITLES[kind]);
    fill(node, title, note, box, kind === 'function' ? null : drawOverTime, overTime.node);
  }

  function cannot(sentence) {
    chart?.destroy();
    chart = null;
    kind = null;
    fill(node, el('p.empty', {}, sentence));
  }

  const at = settled(async (seq) => {
    const mine = ++asked;
    const found = await api.picture(view.runId, seq).catch((error) => ({ sentence: error.message }));
    if (mine === asked) show(found);
  }, SETTLED_MILLIS);

  return {
    node,
    at,
    destroy() {
      asked = Number.NaN;
      chart?.destroy();
      overTime.destroy();
    },
  };
}
