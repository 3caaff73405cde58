/** The head of a run: its name and state, what one can do with it, and the facts about it. */
import { pageOf } from '../api.js';
import { el, fact, fill } from '../dom.js';
import { clock, count, number, words } from '../format.js';
import { verdict } from '../verdict.js';
import { actions } from './actions.js';

export function headPanel(view) {
  const node = el('div', {});
  const actionsOfRun = actions(view);
  const run = () =>
    fill(node, title(view.run, actionsOfRun.of(view.run)), loss(view.run), failure(view.run), facts(view));
  return { node, run };
}

function title(run, actions) {
  const attributes = { max: 1, value: run.progress, 'aria-label': 'Progress in ln t' };
  return el(
    'div.row',
    {},
    el('h1', {}, run.name || run.runId),
    el(`span.pill.${run.state}`, {}, run.state),
    verdict(run),
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
