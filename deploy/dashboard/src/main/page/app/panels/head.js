/** The head of a run: its name and state, what one can do with it, and the facts about it. */
import { api, pageOf } from '../api.js';
import { ask, button, el, fact, fill } from '../dom.js';
import { clock, count, number, words } from '../format.js';
import { verdict } from '../verdict.js';
import { actions } from './actions.js';

export function headPanel(view) {
  const node = el('div', {});
  const actionsOfRun = actions(view);
  const run = () =>
    fill(
      node,
      title(view, actionsOfRun.of(view.run)),
      loss(view.run),
      failure(view.run),
      facts(view),
      annotations(view.run),
    );
  return { node, run, findings: run };
}

function title({ run, findings }, actions) {
  const attributes = { max: 1, value: run.progress, 'aria-label': 'Progress in ln t' };
  return el(
    'div.row',
    {},
    el('h1', {}, run.name || run.runId),
    el(`span.pill.${run.state}`, {}, run.state),
    verdict(run, findings),
    run.state === 'running' && run.progress !== null ? el('progress', attributes) : null,
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

function facts({ run, weightDecay }) {
  const { setup, last, end } = run;
  const origin = setup?.origin;
  const wide = (name, value) => fact(name, value, 'div.wide');
  return el(
    'dl.facts',
    {},
    wide('run', run.runId),
    fact('objective', setup?.objective ?? '–'),
    fact('method', setup?.method ?? '–'),
    fact('weight decay λ', number(weightDecay)),
    fact('weights d', count(setup?.dimension ?? 0)),
    fact('samples n', count(setup?.samples ?? 0)),
    fact('steps', count(run.steps)),
    fact('t', number(run.time, 4)),
    fact('λt', number(run.time * weightDecay, 4)),
    fact('training loss', number(last?.trainLoss)),
    fact('test loss', number(last?.testLoss)),
    fact('‖w‖²', number(last?.weightNormSquared, 4)),
    fact('started', clock(run.startedAt)),
    origin && wide('forked from', el('a', { href: pageOf(origin.runId) }, `${origin.runId}, seq ${origin.seq}`)),
    end && run.state === 'completed' ? wide('ended', end.reason) : null,
    end && wide('digest', end.digest),
  );
}

/** Tags and note, and a button to change both. */
function annotations({ runId, tags, note }) {
  const change = button('Tags and note …', async () => {
    const given = el('input', { name: 'tags', value: tags.join(' '), placeholder: 'words, separated by spaces' });
    const text = el('textarea', { name: 'note', rows: 4, maxlength: 10_000 }, note);
    const fields = [el('label', {}, 'Tags ', given), el('label', {}, 'Note ', text)];
    const form = await ask('Tags and note', fields, 'Save');
    if (!form) return;
    const changes = tagChanges(tags, form.get('tags'));
    if (changes.add.length + changes.remove.length > 0) await api.tag(runId, changes);
    const newNote = form.get('note').replaceAll('\r\n', '\n');
    if (newNote !== note) await api.note(runId, newNote);
  });
  const shown = tags.map((tag) => el('span.pill.tag', {}, tag));
  return el('div.row.annotations', {}, shown, note && el('span.note', {}, note), change);
}

/** Tags to put on and to take off, so that a run has those of the text. */
export function tagChanges(tags, text) {
  const wanted = [...new Set(text.split(/[\s,]+/).filter(Boolean))];
  return {
    add: wanted.filter((tag) => !tags.includes(tag)),
    remove: tags.filter((tag) => !wanted.includes(tag)),
  };
}
