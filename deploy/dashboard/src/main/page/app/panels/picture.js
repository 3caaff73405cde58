/** What the weights of a step mean: coefficients, singular values, or the learned function with its data. */
import { api } from '../api.js';
import { Chart, filledCard, overOneAbscissa } from '../charts.js';
import { el, fill, settled } from '../dom.js';
import { linesOf, summary, TITLES } from '../pictures.js';

const SETTLED_MILLIS = 40;

export function picture(view) {
  const title = el('h2', {});
  const note = el('p.soft', {});
  const { card: node, place } = filledCard('State at t', title, note);
  node.classList.add('state');
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
      chart = new Chart(place, { ...labels, logX: false, logY: false, ...drawn }, {}, null);
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
    fill(place);
    title.textContent = TITLES[kind];
    place.setAttribute('aria-label', TITLES[kind]);
  }

  function cannot(sentence) {
    chart?.destroy();
    chart = null;
    kind = null;
    title.textContent = 'State at t';
    note.textContent = '';
    fill(place, el('p.empty', {}, sentence));
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
    },
  };
}
