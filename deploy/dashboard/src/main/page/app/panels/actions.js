/** What one can do with a run: cancel it, resume it, fork it at a step, apply an analyzer again, compare it. */
import { api, awaitRun, pageOf } from '../api.js';
import { ask, button, el, say } from '../dom.js';
import { exact } from '../format.js';

/** The buttons; `of(run)` shows those that the state of the run allows. */
export function actions(view) {
  const cancel = button('Cancel', () => cancelRun(view), { title: 'End this run; it cannot be resumed' });
  const resume = button('Resume', () => resumeRun(view));
  const fork = button('Fork …', () => forkRun(view), { title: 'Begin a new run at the step of the slider' });
  const analyze = button('Analyse …', () => analyzeRun(view), { title: 'Apply an analyzer again' });
  const compare = button('Compare …', () => compareRun(view), { title: 'Show this run beside others' });
  const href = api.reportOf(view.runId);
  const report = el(
    'a.button',
    { href, target: '_blank', rel: 'noopener', title: 'One page to keep or print' },
    'Report',
  );
  return {
    of(run) {
      cancel.hidden = !['running', 'interrupted'].includes(run.state);
      resume.hidden = run.state !== 'interrupted';
      return el('span.actions', {}, cancel, resume, fork, analyze, compare, report);
    },
  };
}

async function cancelRun({ runId }) {
  const what = el('p', {}, 'Its recorded steps stay in the log; it cannot be resumed.');
  if (await ask('Cancel this run?', [what], 'Cancel the run')) await api.cancel(runId);
}

async function resumeRun({ runId }) {
  await api.resume(runId);
  say('The run continues from its last committed step.');
}

async function forkRun({ runId, run, spec, mark }) {
  const { seq, step } = await stepBefore(runId, mark);
  const old = Object.fromEntries(keysOf(spec ?? {}).filter(([key]) => !isFixed(key)));
  const row = ([name, value]) =>
    el('label', {}, el('code', {}, name), el('input', { name, value, autocomplete: 'off', 'aria-label': name }));
  const form = await ask(
    `Fork at step ${step}`,
    [
      el('p.soft', {}, 'A new run begins at the state of this step. Change what shall differ.'),
      el('div.keys', {}, row(['name', `${run.name}-fork`]), Object.entries(old).map(row)),
    ],
    'Fork',
  );
  if (!form) return;
  const body = { seq, nearest: true, name: form.get('name'), set: changesOf(form, old) };
  const forked = await api.fork(runId, body);
  say('In the queue; waiting for a simulator …');
  await awaitRun(forked.runId);
  location.hash = pageOf(forked.runId);
}

/** The mark, or the step before it where it is at a sample; a step has the number of no later event. */
async function stepBefore(runId, mark) {
  if (mark === null) return { seq: 0, step: 0 };
  const { columns } = await api.scalars(runId, { seq: mark.seq, limit: 2, columns: 'step' });
  const isSample = columns.step[1] === mark.step;
  return { seq: mark.seq, step: isSample ? mark.step - 1 : mark.step };
}

/** Keys that a fork takes from its ancestor, or that have a field of their own. */
const isFixed = (key) => key === 'name' || key === 'initial' || key.startsWith('initial.');

/** The keys of a spec with their values, both as `--set` takes them: `method.relativeTolerance`, `1e-6`. */
export function keysOf(spec, prefix = '') {
  return Object.entries(spec).flatMap(([key, value]) => {
    const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isMap ? keysOf(value, `${prefix}${key}.`) : [[prefix + key, text(value)]];
  });
}

function text(value) {
  if (typeof value === 'number') return exact(value);
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value ?? '');
}

/** The fields of a form, by name, that have another value than before; empty ones are left as they were. */
export function changesOf(form, old) {
  const values = Object.keys(old).map((name) => [name, form.get(name).trim()]);
  return Object.fromEntries(values.filter(([name, value]) => value !== '' && value !== old[name]));
}

const OFFERED = 200;

async function compareRun({ runId, run }) {
  const { runs } = await api.runs({ limit: OFFERED });
  const others = runs.filter((each) => each.runId !== runId && each.setup?.objective === run.setup?.objective);
  if (others.length === 0) return say('The log has no other run of this objective.');
  const options = others.map((each) => {
    const decay = each.setup ? `, λ = ${exact(each.setup.weightDecay)}` : '';
    return el('option', { value: each.runId }, `${each.name}${decay} (${each.runId})`);
  });
  const select = el('select', { name: 'with', multiple: true, size: 8, required: true, 'aria-label': 'Runs' }, options);
  const form = await ask('Compare with', [select], 'Compare');
  if (form) location.hash = `#/compare/${[runId, ...form.getAll('with')].map(encodeURIComponent).join(',')}`;
}

async function analyzeRun(view) {
  const analyzers = await api.analyzers();
  const parameters = el('textarea', { name: 'parameters', rows: 3, placeholder: 'key=value, one a line' });
  const about = el('p.soft', {});
  const describe = () => {
    const { description, defaults } = analyzers.find(({ id }) => id === select.value);
    const shown = Object.entries(defaults).map((each) => each.join('='));
    about.textContent = `${description} Defaults: ${shown.join(', ') || 'none'}.`;
  };
  const options = analyzers.map(({ id }) => el('option', {}, id));
  const select = el('select', { name: 'analyzer', change: describe }, options);
  describe();
  const fields = [el('label', {}, 'Analyzer ', select), about, el('label', {}, 'Parameters ', parameters)];
  const form = await ask('Run an analyzer on this run', fields, 'Run it');
  if (!form) return;
  const analyzer = form.get('analyzer');
  const { findings } = await api.replay(view.runId, { analyzer, parameters: parametersOf(form.get('parameters')) });
  view.addFindings(findings);
  say(`${analyzer} made ${findings.length} findings; the tab Findings lists them.`);
}

/** `key=value` pairs, one a line or separated by commas. */
export function parametersOf(text) {
  const pairs = text.split(/[\n,]/).filter((pair) => pair.trim() !== '');
  return Object.fromEntries(pairs.map((pair) => pair.split('=').map((part) => part.trim())));
}
