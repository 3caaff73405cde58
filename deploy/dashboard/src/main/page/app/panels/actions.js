/** What one can do with a run: cancel it, resume it, fork it at a step, apply an analyzer again. */
import { api, awaitRun, pageOf } from '../api.js';
import { ask, button, el, say } from '../dom.js';
import { exact } from '../format.js';

/** The buttons; `of(run)` shows those that the state of the run allows. */
export function actions(view) {
  const cancel = button('Cancel', () => cancelRun(view), { title: 'End this run; it cannot be resumed' });
  const resume = button('Resume', () => resumeRun(view));
  const fork = button('Fork here …', () => forkRun(view), { title: 'Begin a new run at the step of the slider' });
  const analyze = button('Run an analyzer …', () => analyzeRun(view));
  return {
    of(run) {
      cancel.hidden = !['running', 'interrupted'].includes(run.state);
      resume.hidden = run.state !== 'interrupted';
      return el('span.actions', {}, cancel, resume, fork, analyze);
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
  const at = mark?.seq ?? 0;
  const field = (label, name, value, attributes) => el('label', {}, label, el('input', { name, value, ...attributes }));
  const old = { weightDecay: text(spec?.weightDecay), 'until.time': text(spec?.until?.time) };
  const form = await ask(
    `Fork at seq ${at}`,
    [
      el('p.soft', {}, 'A new run begins at this step, or at the step before this sample. Change what shall differ.'),
      field('Name ', 'name', `${run.name}-fork`),
      field('Weight decay λ ', 'weightDecay', old.weightDecay, { inputmode: 'decimal' }),
      field('Until flow time t ', 'until.time', old['until.time'], { inputmode: 'decimal' }),
    ],
    'Fork',
  );
  if (!form) return;
  const forked = await api.fork(runId, { seq: at, nearest: true, name: form.get('name'), set: changesOf(form, old) });
  say('In the queue; waiting for a simulator …');
  await awaitRun(forked.runId);
  location.hash = pageOf(forked.runId);
}

const text = (value) => (typeof value === 'number' ? exact(value) : (value ?? ''));

/** The fields of a form, by name, that have another value than before; empty ones are left as they were. */
export function changesOf(form, old) {
  const values = Object.keys(old).map((name) => [name, form.get(name).trim()]);
  return Object.fromEntries(values.filter(([name, value]) => value !== '' && value !== old[name]));
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
  say(`${analyzer} made ${findings.length} findings; the table below lists them.`);
}

/** `key=value` pairs, one a line or separated by commas. */
export function parametersOf(text) {
  const pairs = text.split(/[\n,]/).filter((pair) => pair.trim() !== '');
  return Object.fromEntries(pairs.map((pair) => pair.split('=').map((part) => part.trim())));
}
