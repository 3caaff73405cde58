/** All runs: their state, live; filter; choose several to compare. */
import { api } from './api.js';
import { el, fill, painted, settled } from './dom.js';
import { clock, count, number, words } from './format.js';

/** As many come with the page: a screen of rows is drawn first, the rest when it can be seen. */
const FIRST = 30;
const SHOWN = 60;
const STATES = ['running', 'interrupted', 'completed', 'cancelled', 'failed'];

/** What grokking says of a run, or nothing yet. */
export function verdict(run) {
  const found = run.phases.find((phase) => phase.analyzer === 'grokking' && phase.kind !== 'completed');
  return found ? el(`span.pill.${found.kind}`, { title: found.stage }, words(found.kind)) : el('span.soft', {}, '–');
}

export async function runsPage(content, _, given) {
  const runs = new Map();
  const rows = new Map();
  const chosen = new Set();
  let shown = FIRST;
  let total = 0;

  const text = el('input', { type: 'search', placeholder: 'name, id, objective, method', 'aria-label': 'Filter runs', size: 30 });
  const state = el('select', { 'aria-label': 'State' }, el('option', { value: '' }, 'any state'), STATES.map((s) => el('option', {}, s)));
  const compare = el('button', { disabled: true, click: () => { location.hash = '#/compare/' + [...chosen].map(encodeURIComponent).join(','); } }, 'Compare');
  const summary = el('span.soft', {});
  const body = el('tbody', {});
  const showMore = () => { shown += SHOWN; list(); };
  const more = el('button', { hidden: true, click: showMore }, 'Show more');
  // Rows come as one scrolls to them; the button is for those who do not scroll.
  const reached = new IntersectionObserver((entries) => { if (entries.some((entry) => entry.isIntersecting)) showMore(); }, { rootMargin: '600px' });
  reached.observe(more);
  const empty = el('div.empty', { hidden: true });
  const table = el('table.runs', {},
    el('thead', {}, el('tr', {}, el('th', {}, el('span.hidden', {}, 'Compare')), ['Run', 'State', 'Objective'].map((h) => el('th', { scope: 'col' }, h)),
      ['λ', 'd', 't', 'Train loss', 'Test loss', '‖w‖²'].map((h) => el('th.number', { scope: 'col' }, h)),
      el('th', { scope: 'col', title: 'in ln t' }, 'Progress'), ['Verdict', 'Started'].map((h) => el('th', { scope: 'col' }, h)))), body);
  fill(content,
    el('h1', {}, 'Runs'),
    el('div.card', {},
      el('div.row', { role: 'search' }, text, state, compare, el('a', { href: '#/new' }, 'New run'), summary),
      el('div.scroll', {}, table), empty, more));

  function matches(run) {
    const words = [run.runId, run.name, run.setup?.objective ?? '', run.setup?.method ?? ''].join(' ').toLowerCase();
    return (state.value === '' || run.state === state.value) && words.includes(text.value.trim().toLowerCase());
  }

  /** The browser notes when rows were painted, under the name of their element timing. */
  function row(run) {
    const box = el('input', {
      type: 'checkbox', checked: chosen.has(run.runId), 'aria-label': 'Compare ' + run.runId,
      change: () => {
        if (box.checked) chosen.add(run.runId); else chosen.delete(run.runId);
        compare.disabled = chosen.size < 2;
        compare.textContent = chosen.size < 2 ? 'Compare' : `Compare ${chosen.size}`;
      },
    });
    const fraction = ['completed', 'failed', 'cancelled'].includes(run.state) ? 1 : run.progress;
    return el('tr', {},
      el('td', {}, box),
      el('td', {}, el('a', { href: '#/run/' + encodeURIComponent(run.runId) }, run.name || run.runId), el('small', { elementtiming: 'run' }, run.runId)),
      el('td', {}, el(`span.pill.${run.state}`, { title: run.end?.reason ?? '' }, run.state)),
      el('td', {}, run.setup?.objective ?? '–', el('small', {}, run.setup?.method ?? '')),
      [run.setup?.weightDecay, run.setup?.dimension, run.time, run.last?.trainLoss, run.last?.testLoss, run.last?.weightNormSquared]
        .map((value) => el('td.number', {}, number(value))),
      el('td', {}, fraction === null ? el('span.soft', {}, count(run.steps) + ' steps') : el('progress', { max: 1, value: fraction, 'aria-label': 'Progress' })),
      el('td', {}, verdict(run)),
      el('td', {}, clock(run.startedAt)));
  }

  function list() {
    const matching = [...runs.values()].filter(matches).sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1));
    place(matching.slice(0, shown).map((run) => {
      const known = rows.get(run.runId);
      if (known?.version === run.version) return known.node;
      const node = row(run);
      rows.set(run.runId, { version: run.version, node });
      return node;
    }));
    more.hidden = matching.length <= shown;
    empty.hidden = matching.length > 0;
    fill(empty, runs.size === 0
      ? el('p', {}, 'The log has no runs yet. ', el('a', { href: '#/new' }, 'Start one from a preset'), ', or run ', el('code', {}, 'driftlog run paper/diagonal'), '.')
      : 'No run matches this filter.');
    const all = Math.max(total, runs.size);
    const plural = all === 1 ? 'run' : 'runs';
    summary.textContent = matching.length === runs.size ? `${count(all)} ${plural}` : `${count(matching.length)} of ${count(all)} ${plural}`;
  }

  /** Puts these rows into the table and touches only what differs. */
  function place(wanted) {
    wanted.forEach((node, i) => {
      const there = body.children[i];
      if (there !== node) body.insertBefore(node, there ?? null);
    });
    while (body.children.length > wanted.length) body.lastChild.remove();
  }

  function take(changed) {
    for (const run of changed.runs) runs.set(run.runId, run);
    list();
  }

  const afresh = () => { shown = FIRST; list(); };
  text.addEventListener('input', settled(afresh, 120));
  state.addEventListener('change', afresh);
  const slash = (event) => {
    if (event.key === '/' && !/INPUT|TEXTAREA|SELECT/.test(event.target.tagName)) { event.preventDefault(); text.focus(); }
  };
  document.addEventListener('keydown', slash);
  const first = given ?? await api.runs({ limit: FIRST });
  total = first.total;
  take(first);
  await painted();
  const rest = first.total > first.runs.length ? await api.runs({ limit: 5000 }) : first;
  if (rest !== first) take(rest);
  const close = api.watchAll(rest.version, take);
  return () => { close(); reached.disconnect(); document.removeEventListener('keydown', slash); };
}
