/** What one may do with a run: cancel, resume, fork at the step looked at, run an analyzer again, export. */
import { api, awaitRun } from './api.js';
import { ask, attempt, el, say } from './dom.js';

export function actions(runId, detail, seq, onFindings) {
  const button = (text, action, title) => {
    const node = el('button', { type: 'button', title, click: () => attempt(node, action) }, text);
    return node;
  };
  const cancel = button('Cancel', async () => {
    if (await ask('Cancel this run?', [el('p', {}, 'What it recorded stays in the log; it cannot be resumed.')], 'Cancel the run')) await api.cancel(runId);
  }, 'End this run for good');
  const resume = button('Resume', async () => { await api.resume(runId); say('The run goes on from its last committed step.'); });
  const fork = button('Fork here …', async () => {
    const at = seq();
    const form = await ask(`Fork at seq ${at}`, [
      el('p.soft', {}, 'A new run begins at exactly this state; say what is different.'),
      el('label', {}, 'Name ', el('input', { name: 'name', value: `${detail.run.name}-fork` })),
      el('label', {}, 'Weight decay λ ', el('input', { name: 'weightDecay', inputmode: 'decimal', value: detail.spec?.weightDecay ?? '' })),
      el('label', {}, 'Until flow time t ', el('input', { name: 'time', inputmode: 'decimal', value: detail.spec?.until?.time ?? '' })),
    ], 'Fork');
    if (!form) return;
    const changes = {};
    const changed = (key, value, old) => { if (String(value).trim() !== '' && String(value) !== String(old ?? '')) changes[key] = String(value).trim(); };
    changed('weightDecay', form.get('weightDecay'), detail.spec?.weightDecay);
    changed('until.time', form.get('time'), detail.spec?.until?.time);
    const forked = await api.fork(runId, { seq: at, name: form.get('name'), set: changes });
    say('In the queue; waiting for a simulator …');
    await awaitRun(forked.runId);
    location.hash = '#/run/' + encodeURIComponent(forked.runId);
  }, 'Begin a new run at the step of the slider');
  const analyze = button('Run an analyzer …', async () => {
    const analyzers = await api.analyzers();
    const parameters = el('textarea', { name: 'parameters', rows: 3, placeholder: 'key=value, one a line' });
    const defaults = el('p.soft', {});
    const select = el('select', { name: 'analyzer', change: () => tell() }, analyzers.map((a) => el('option', {}, a.id)));
    const tell = () => {
      const chosen = analyzers.find((a) => a.id === select.value);
      defaults.textContent = `${chosen.description} Defaults: ${Object.entries(chosen.defaults ?? chosen.parameters ?? {}).map((p) => p.join('=')).join(', ') || 'none'}.`;
    };
    tell();
    const form = await ask('Run an analyzer on this run', [el('label', {}, 'Analyzer ', select), defaults, el('label', {}, 'Parameters ', parameters)], 'Run it');
    if (!form) return;
    const given = Object.fromEntries(form.get('parameters').split(/[\n,]/).map((line) => line.trim()).filter(Boolean).map((line) => line.split('=').map((p) => p.trim())));
    const answer = await api.replay(runId, { analyzer: form.get('analyzer'), parameters: given });
    onFindings(answer.findings);
    say(`${form.get('analyzer')} made ${answer.findings.length} findings; they stand in the table below.`);
  });
  return {
    node(run) {
      cancel.hidden = !['running', 'interrupted'].includes(run.state);
      resume.hidden = run.state !== 'interrupted';
      return el('span.actions', {}, cancel, resume, fork, analyze);
    },
  };
}
