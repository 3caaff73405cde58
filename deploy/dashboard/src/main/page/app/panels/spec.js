/** The spec of a run, and what the log has of it. */
import { Chart, chartCard } from '../charts.js';
import { el, fact, fill } from '../dom.js';
import { clock, count } from '../format.js';

export function specPanel({ spec }) {
  const text = spec === null ? 'The spec is not in the log.' : JSON.stringify(spec, null, 2);
  return { node: el('section.card', { 'aria-label': 'Spec' }, el('h2', {}, 'Spec'), el('pre', {}, text)) };
}

/** Events, times and software of the record, and the step sizes. */
export function logPanel(view) {
  const facts = el('dl.facts', {});
  const { card, place } = chartCard('Step size');
  let chart = null;
  const draw = () => chart?.feed(view.columns.time, [view.columns.stepSize]);
  return {
    node: el('div', {}, el('section.card', { 'aria-label': 'Log' }, el('h2', {}, 'Log'), facts), card),
    run() {
      const { events, findings, startedAt, updatedAt, setup } = view.run;
      fill(
        facts,
        fact('events', count(events)),
        fact('findings', count(findings)),
        fact('started', clock(startedAt)),
        fact('last commit', clock(updatedAt)),
        fact('seed', setup?.seed ?? '–'),
        fact('software', setup?.software ?? '–'),
      );
    },
    steps: draw,
    shown() {
      const series = [{ label: 'step size', color: '--accent', values: [] }];
      const labels = { label: 'h', xLabel: 'flow time t', logX: true, logY: true };
      chart ??= new Chart(place, { ...labels, x: [], series });
      draw();
    },
    destroy: () => chart?.destroy(),
  };
}
