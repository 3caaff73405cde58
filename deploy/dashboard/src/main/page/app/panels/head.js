/** The head of a run: its name and state, what one can do with it, and the facts about it. */
import { api, pageOf } from '../api.js';
import { ask, button, el, fact, fill } from '../dom.js';
import { clock, count, number, words } from '../format.js';
import { verdict } from '../verdict.js';
import { actions } from './actions.js';

export function headPanel(view) {
  const node = el('div', {});
  const actionsOfRun = actions(view);
  let isOpen = false;
  const run = () => {
    const toggle = (event) => {
      isOpen = event.target.open;
    };
    fill(
      node,
      title(view, actionsOfRun.of(view.run)),
      loss(view.run),
      failure(view.run),
      el('details.facts-line', { open: isOpen, toggle }, el('summary', {}, inShort(view)), details(view)),
    );
  };
  return { node, run, findings: run };
}

function title({ run, findings }, actions) {
  const attributes = { max: 1, value: run.progress, 'aria-label': 'Progress in ln t' };
  const tags = run.tags.map((tag) => el('span.pill.tag', {}, tag));
  return el(
    'div.row.title',
    {},
    el('h1', { title: run.runId }, run.name || run.runId),
    el(`span.pill.${run.state}`, {}, run.state),
    run.state === 'running' && run.progress !== null ? el('progress', attributes) : null,
    verdict(run, findings),
    el('span.annotations', {}, tags, run.note && el('span.note', { title: run.note }, run.note), changeButton(run)),
    actions,
  );
}

function loss({ lost }) {
  return lost && el('div.card.error', {}, el('strong', {}, 'Events are missing. '), lost.sentence);
}

function failure({ state, end }) {
  if (!end || state === 'completed') return null;
  return el('div.card.error', {}, el('strong', {}, `${state}: ${words(end.cause)}. `), end.reason);
}

/** What the run integrates and how far it is, in one line. */
function inShort({ run, weightDecay }) {
  const { setup, steps, time } = run;
  const origin = setup?.origin;
  const parts = [
    setup?.objective,
    setup?.method,
    `λ = ${number(weightDecay)}`,
    `d = ${count(setup?.dimension ?? 0)}`,
    `n = ${count(setup?.samples ?? 0)}`,
    `${count(steps)} steps`,
    `t = ${number(time, 4)}`,
    weightDecay > 0 && `λt = ${number(time * weightDecay, 4)}`,
  ];
  const from = origin && [
    ' · forked from ',
    el('a', { href: pageOf(origin.runId) }, `${origin.runId}, seq ${origin.seq}`),
  ];
  return [parts.filter(Boolean).join(' · '), from];
}

/** What is folded. */
function details({ run, weightDecay }) {
  const { setup, last, end } = run;
  const wide = (name, value) => fact(name, value, 'div.wide');
  return el(
    'dl.facts',
    {},
    wide('run', run.runId),
    fact('weight decay λ', number(weightDecay)),
    fact('regularizer', setup?.regularizer ?? '–'),
    fact('training loss', number(last?.trainLoss)),
    fact('test loss', number(last?.testLoss)),
    fact('‖w‖²', number(last?.weightNormSquared)),
    fact('started', clock(run.startedAt)),
    end && run.state === 'completed' ? wide('ended', end.reason) : null,
    end && wide('digest', end.digest),
    run.note && wide('note', run.note),
  );
}

/** Changes tags and note. */
function changeButton({ runId, tags, note }) {
  const change = async () => {
    const given = el('input', { name: 'tags', value: tags.join(' '), placeholder: 'words, separated by spaces' });
    const text = el('textarea', { name: 'note', rows: 4, maxlength: 10_000 }, note);
    const fields = [el('label', {}, 'Tags ', given), el('label', {}, 'Note ', text)];
    const form = await ask('Tags and note', fields, 'Save');
    if (!form) return;
    const changes = tagChanges(tags, form.get('tags'));
    if (changes.add.length + changes.remove.length > 0) await api.tag(runId, changes);
    const newNote = form.get('note').replaceAll('\r\n', '\n');
    if (newNote !== note) await api.note(runId, newNote);
  };
  return button('✎', change, { class: 'quiet', title: 'Tags and note …', 'aria-label': 'Tags and note …' });
}

/** Tags to put on and to take off, so that a run has those of the text. */
export function tagChanges(tags, text) {
  const wanted = [...new Set(text.split(/[\s,]+/).filter(Boolean))];
  return {
    add: wanted.filter((tag) => !tags.includes(tag)),
    remove: tags.filter((tag) => !wanted.includes(tag)),
  };
}
