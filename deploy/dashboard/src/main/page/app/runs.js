/** All runs, live: a filter, a table of their states, and the choice of some to compare. */
import { api } from './api.js';
import { columnChooser, LIST_COLUMNS, runRow, shownColumns } from './columns.js';
import { el, fill, painted, settled } from './dom.js';
import { count } from './format.js';
import { sparklines } from './sparkline.js';

/** The first request, which index.html preloads; as many rows as a laptop's screen shows. */
const FIRST = 20;
const MORE = 60;
const ALL = 5000;
const TYPING_MILLIS = 120;
const STATES = ['running', 'interrupted', 'completed', 'cancelled', 'failed'];

export async function runsPage(content, _, signal) {
  const runs = new Map();
  let total = 0;
  const filter = filterBar(() => list(FIRST), signal);
  const chosen = compareButton();
  const summary = el('span.soft', {});
  const table = runTable(chosen, () => list(FIRST), signal);

  const search = el(
    'div.row',
    { role: 'search' },
    filter.nodes,
    chosen.node,
    el('a', { href: '#/new' }, 'New run'),
    summary,
    columnChooser(() => table.redraw()),
  );
  fill(content, el('h1', {}, 'Runs'), el('div.card', {}, search, table.nodes));

  function list(atMost) {
    const matching = [...runs.values()].filter(filter.matches).sort(table.order());
    table.show(matching, runs.size === 0, atMost);
    const all = Math.max(total, runs.size);
    const some = matching.length === runs.size ? '' : `${count(matching.length)} of `;
    summary.textContent = `${some}${count(all)} ${all === 1 ? 'run' : 'runs'}`;
  }

  function take(changed) {
    for (const run of changed.runs) runs.set(run.runId, run);
    filter.offer(runs.values());
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

/** Compares by the value of a column; runs without one come last in both directions. */
function byColumn(value, sign) {
  return (first, second) => {
    const [a, b] = [value(first) ?? null, value(second) ?? null];
    if (a === null || b === null) return (a === null) - (b === null);
    return a === b ? 0 : sign * (a < b ? -1 : 1);
  };
}

/** Text, state and tag that a run must have to be listed; `/` moves the focus to the text. */
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
  const tag = el('select', { 'aria-label': 'Tag', hidden: true, change: onChange });
  let offered = '';
  const offer = (runs) => {
    const tags = [...new Set([...runs].flatMap((run) => run.tags))].sort();
    if (tags.join(' ') === offered) return;
    offered = tags.join(' ');
    const old = tag.value;
    const options = tags.map((each) => el('option', { selected: each === old }, each));
    fill(tag, el('option', { value: '' }, 'any tag'), options);
    tag.hidden = false;
  };
  const focusOnSlash = (event) => {
    if (event.key !== '/' || /INPUT|TEXTAREA|SELECT/.test(event.target.tagName)) return;
    event.preventDefault();
    text.focus();
  };
  document.addEventListener('keydown', focusOnSlash, { signal });
  return {
    nodes: [text, state, tag],
    offer,
    matches: (run) => {
      const words = [run.runId, run.name, run.setup?.objective, run.setup?.method].join(' ').toLowerCase();
      const isTagged = tag.value === '' || run.tags.includes(tag.value);
      return (
        isTagged && (state.value === '' || run.state === state.value) && words.includes(text.value.trim().toLowerCase())
      );
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

/**
 * The table, sorted by the column that the reader chose. It draws a run again only when the run changed, and more rows
 * when the reader scrolls to them.
 */
function runTable(chosen, onOrder, signal) {
  const heading = el('thead', {});
  const { show, order } = sortableHeading(heading, onOrder);
  const parts = { spark: sparklines(signal) };
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
    const node = runRow(run, chosen.checkbox(run), parts);
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
    order,
    redraw: () => {
      rows.clear();
      show();
      draw();
    },
    nodes: [el('div.scroll', {}, el('table.runs', {}, heading, body)), empty, more],
    show: (matching, isLogEmpty, most = atMost) => {
      runs = matching;
      atMost = most;
      draw();
      empty.hidden = matching.length > 0;
      fill(empty, isLogEmpty ? howToBegin() : 'No run matches this filter.');
    },
  };
}

/** Headings that sort: the newest run first, until one is pressed; pressed again, the other way round. */
function sortableHeading(head, onOrder) {
  let sorting = LIST_COLUMNS.at(-1);
  let sign = -1;
  const heading = (column) => {
    const press = () => {
      sign = sorting === column ? -sign : 1;
      sorting = column;
      show();
      head.querySelector('[aria-sort] button').focus();
      onOrder();
    };
    const direction = sign > 0 ? 'ascending' : 'descending';
    return el(
      column.isNumber ? 'th.number' : 'th',
      { scope: 'col', 'aria-sort': sorting === column ? direction : null },
      el('button.sort', { type: 'button', click: press }, column.name),
    );
  };
  const show = () => {
    const shown = shownColumns();
    const cells = LIST_COLUMNS.filter(({ name }) => shown.includes(name)).map(heading);
    fill(head, el('tr', {}, el('th', {}, el('span.hidden', {}, 'Compare')), cells));
  };
  show();
  return { show, order: () => byColumn(sorting.value, sign) };
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
