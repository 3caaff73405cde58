/** All runs, live: a filter, a table of their states, and the choice of some to compare. */
import { api, pageOf } from './api.js';
import { el, fill, painted, settled } from './dom.js';
import { clock, count, number } from './format.js';
import { verdict } from './verdict.js';

/** The first request, which index.html preloads; as many rows as a laptop's screen shows. */
const FIRST = 20;
const MORE = 60;
const ALL = 5000;
const TYPING_MILLIS = 120;
const STATES = ['running', 'interrupted', 'completed', 'cancelled', 'failed'];
const ENDED = ['completed', 'failed', 'cancelled'];

export async function runsPage(content, _, signal) {
  const runs = new Map();
  let total = 0;
  const filter = filterBar(() => list(FIRST), signal);
  const chosen = compareButton();
  const summary = el('span.soft', {});
  const table = runTable(chosen, signal);

  const search = el(
    'div.row',
    { role: 'search' },
    filter.nodes,
    chosen.node,
    el('a', { href: '#/new' }, 'New run'),
    summary,
  );
  fill(content, el('h1', {}, 'Runs'), el('div.card', {}, search, table.nodes));

  function list(atMost) {
    const matching = [...runs.values()].filter(filter.matches).sort(newestFirst);
    table.show(matching, runs.size === 0, atMost);
    const all = Math.max(total, runs.size);
    const some = matching.length === runs.size ? '' : `${count(matching.length)} of `;
    summary.textContent = `${some}${count(all)} ${all === 1 ? 'run' : 'runs'}`;
  }

  function take(changed) {
    for (const run of changed.runs) runs.set(run.runId, run);
    list();
  }

  const first = await api.runs({ limit: FIRST });
  total = first.total;
  take(first);
  await painted();
  const rest = first.total > first.runs.length ? await api.runs({ limit: ALL }) : first;
  if (rest !== first) take(rest);
  api.watchAll(rest.version, take, signal);
}

const newestFirst = (a, b) => (a.startedAt < b.startedAt ? 1 : -1);

/** Text and state that a run must have to be listed; `/` moves the focus to the text. */
function filterBar(onChange, signal) {
  const text = el('input', {
    type: 'search',
    placeholder: 'name, id, objective, method',
    'aria-label': 'Filter runs',
    size: 30,
    input: settled(onChange, TYPING_MILLIS),
  });
  const anyState = el('option', { value: '' }, 'any state');
  const options = STATES.map((each) => el('option', {}, each));
  const state = el('select', { 'aria-label': 'State', change: onChange }, anyState, options);
  const focusOnSlash = (event) => {
    if (event.key !== '/' || /INPUT|TEXTAREA|SELECT/.test(event.target.tagName)) return;
    event.preventDefault();
    text.focus();
  };
  document.addEventListener('keydown', focusOnSlash, { signal });
  return {
    nodes: [text, state],
    matches: (run) => {
      const words = [run.runId, run.name, run.setup?.objective, run.setup?.method].join(' ').toLowerCase();
      return (state.value === '' || run.state === state.value) && words.includes(text.value.trim().toLowerCase());
    },
  };
}

/** Opens the page that compares the chosen runs. */
function compareButton() {
  const chosen = new Set();
  const open = () => {
    location.hash = `#/compare/${[...chosen].map(encodeURIComponent).join(',')}`;
  };
  const node = el('button', { disabled: true, click: open }, 'Compare');
  const choose = (runId, isChosen) => {
    if (isChosen) chosen.add(runId);
    else chosen.delete(runId);
    node.disabled = chosen.size < 2;
    node.textContent = chosen.size < 2 ? 'Compare' : `Compare ${chosen.size}`;
  };
  return {
    node,
    checkbox: ({ runId }) => {
      const change = () => choose(runId, box.checked);
      const label = `Compare ${runId}`;
      const box = el('input', { type: 'checkbox', checked: chosen.has(runId), 'aria-label': label, change });
      return box;
    },
  };
}

/** The table; it draws a run again only when the run changed, and more rows when the reader scrolls to them. */
function runTable(chosen, signal) {
  const rows = new Map();
  let runs = [];
  let atMost = FIRST;
  const body = el('tbody', {});
  const empty = el('div.empty', { hidden: true });
  const showMore = () => {
    atMost += MORE;
    draw();
  };
  const more = el('button', { hidden: true, click: showMore }, 'Show more');
  const reached = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && showMore(), {
    rootMargin: '600px',
  });
  reached.observe(more);
  signal.addEventListener('abort', () => reached.disconnect());

  function rowOf(run) {
    const known = rows.get(run.runId);
    if (known?.version === run.version) return known.node;
    const node = runRow(run, chosen.checkbox(run));
    rows.set(run.runId, { version: run.version, node });
    return node;
  }

  function draw() {
    const wanted = runs.slice(0, atMost).map(rowOf);
    wanted.forEach((node, i) => {
      if (body.children[i] !== node) body.insertBefore(node, body.children[i] ?? null);
    });
    while (body.children.length > wanted.length) body.lastChild.remove();
    more.hidden = runs.length <= atMost;
  }

  return {
    nodes: [el('div.scroll', {}, el('table.runs', {}, heading(), body)), empty, more],
    show: (matching, isLogEmpty, most = atMost) => {
      runs = matching;
      atMost = most;
      draw();
      empty.hidden = matching.length > 0;
      fill(empty, isLogEmpty ? howToBegin() : 'No run matches this filter.');
    },
  };
}

function heading() {
  const columns = (tag, names) => names.map((name) => el(tag, { scope: 'col' }, name));
  return el(
    'thead',
    {},
    el(
      'tr',
      {},
      el('th', {}, el('span.hidden', {}, 'Compare')),
      columns('th', ['Run', 'State', 'Objective']),
      columns('th.number', ['λ', 'd', 't', 'Train loss', 'Test loss', '‖w‖²']),
      el('th', { scope: 'col', title: 'in ln t' }, 'Progress'),
      columns('th', ['Verdict', 'Started']),
    ),
  );
}

/** `elementtiming` lets the browser record when the first rows were painted. */
function runRow(run, checkbox) {
  const { setup, last } = run;
  const numbers = [
    setup?.weightDecay,
    setup?.dimension,
    run.time,
    last?.trainLoss,
    last?.testLoss,
    last?.weightNormSquared,
  ];
  const cells = [
    checkbox,
    [el('a', { href: pageOf(run.runId) }, run.name || run.runId), el('small', { elementtiming: 'run' }, run.runId)],
    el(`span.pill.${run.state}`, { title: run.end?.reason ?? '' }, run.state),
    [setup?.objective ?? '–', el('small', {}, setup?.method ?? '')],
  ];
  const cell = (children) => el('td', {}, children);
  return el(
    'tr',
    {},
    cells.map(cell),
    numbers.map((value) => el('td.number', {}, number(value))),
    [progress(run), verdict(run), clock(run.startedAt)].map(cell),
  );
}

function progress(run) {
  const fraction = ENDED.includes(run.state) ? 1 : run.progress;
  if (fraction === null) return el('span.soft', {}, `${count(run.steps)} steps`);
  return el('progress', { max: 1, value: fraction, 'aria-label': 'Progress' });
}

function howToBegin() {
  const start = el('a', { href: '#/new' }, 'Start one from a preset');
  return el(
    'p',
    {},
    'The log has no runs yet. ',
    start,
    ', or run ',
    el('code', {}, 'driftlog run paper/diagonal'),
    '.',
  );
}
