/** The columns of the list of runs, and the choice of those that are shown. */
import { pageOf } from './api.js';
import { el } from './dom.js';
import { clock, count, number } from './format.js';
import { verdict } from './verdict.js';

/**
 * Each has a `name`, the `value` that sorts it, and a `cell` for other content than that; `isExtra` ones are shown when
 * they are chosen.
 */
export const LIST_COLUMNS = [
  { name: 'Run', value: (run) => run.name, cell: nameCell, isFixed: true },
  { name: 'State', value: (run) => run.state, cell: stateCell },
  { name: 'Objective', value: (run) => run.setup?.objective },
  { name: 'Method', value: (run) => run.setup?.method, isExtra: true },
  { name: 'λ', value: (run) => run.setup?.weightDecay, isNumber: true },
  { name: 'd', value: (run) => run.setup?.dimension, isNumber: true, isExtra: true },
  { name: 'n', value: (run) => run.setup?.samples, isNumber: true, isExtra: true },
  { name: 'Steps', value: (run) => run.steps, isNumber: true, isExtra: true },
  { name: 't', value: (run) => run.time, isNumber: true },
  { name: 'Train loss', value: (run) => run.last?.trainLoss, isNumber: true },
  { name: 'Test loss', value: (run) => run.last?.testLoss, isNumber: true },
  { name: 'Curve', value: (run) => run.last?.testLoss, cell: (run, { spark }) => spark(run) },
  { name: '‖w‖²', value: (run) => run.last?.weightNormSquared, isNumber: true, isExtra: true },
  { name: 'Verdict', value: (run) => run.verdict?.kind, cell: (run) => verdict(run) },
  { name: 'Started', value: (run) => run.startedAt, cell: (run) => clock(run.startedAt) },
];

const COLUMNS_KEY = 'driftlog-columns';

/** The names of the columns that are shown. */
export function shownColumns() {
  const chosen = localStorage.getItem(COLUMNS_KEY)?.split(',');
  const isShown = ({ name, isFixed, isExtra }) => isFixed || (chosen ? chosen.includes(name) : !isExtra);
  return LIST_COLUMNS.filter(isShown).map(({ name }) => name);
}

/** Boxes that choose the columns; the browser remembers them. */
export function columnChooser(onChange) {
  const shown = shownColumns();
  const boxes = LIST_COLUMNS.filter(({ isFixed }) => !isFixed).map(({ name }) =>
    el('input', { type: 'checkbox', value: name, checked: shown.includes(name), change: store }),
  );
  function store() {
    const names = boxes.filter(({ checked }) => checked).map(({ value }) => value);
    localStorage.setItem(COLUMNS_KEY, names.join(','));
    onChange();
  }
  const labels = boxes.map((box) => el('label', {}, box, box.value));
  return el('details.columns', {}, el('summary', {}, 'Columns'), el('div', {}, labels));
}

/** A row of the list; `parts.spark` makes the small curve of a run. */
export function runRow(run, checkbox, parts) {
  const shown = shownColumns();
  const cell = ({ name, value, isNumber, cell: content }) => {
    const attributes = { 'data-column': name };
    if (isNumber) return el('td.number', attributes, number(value(run)));
    return el('td', attributes, content ? content(run, parts) : (value(run) ?? '–'));
  };
  const cells = LIST_COLUMNS.filter(({ name }) => shown.includes(name)).map(cell);
  return el('tr', {}, el('td', {}, checkbox), cells);
}

/** `elementtiming` lets the browser record when the first rows were painted. */
function nameCell(run) {
  const tags = run.tags.map((tag) => el('span.pill.tag', {}, tag));
  const id = el('small', { elementtiming: 'run' }, run.runId);
  return [el('a', { href: pageOf(run.runId) }, run.name || run.runId), tags, id];
}

function stateCell(run) {
  return [el(`span.pill.${run.state}`, { title: run.end?.reason ?? '' }, run.state), progress(run)];
}

const ENDED = ['completed', 'failed', 'cancelled'];

/** How far a run is that has not ended, in ln t. */
function progress(run) {
  if (ENDED.includes(run.state)) return null;
  if (run.progress === null) return el('small', {}, `${count(run.steps)} steps`);
  return el('progress', { max: 1, value: run.progress, title: 'in ln t', 'aria-label': 'Progress' });
}
