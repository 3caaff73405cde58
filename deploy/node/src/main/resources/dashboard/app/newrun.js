/** A new run from a preset or from an edited spec. */
import { api, awaitRun } from './api.js';
import { attempt, el, fill } from './dom.js';

export async function newRunPage(content, preset) {
  const presets = await api.presets();
  const spec = el('textarea', { rows: 22, spellcheck: 'false', 'aria-label': 'Spec in YAML' });
  const choose = (name) => { spec.value = presets.find((p) => p.name === name)?.yaml ?? ''; };
  const select = el('select', { change: () => choose(select.value) }, presets.map((p) => el('option', { selected: p.name === preset }, p.name)));
  const submit = el('button.main', {
    click: () => attempt(submit, async () => {
      const run = await api.submit(spec.value);
      waiting.textContent = 'In the queue; waiting for a simulator …';
      await awaitRun(run.runId);
      location.hash = '#/run/' + encodeURIComponent(run.runId);
    }),
  }, 'Start the run');
  const waiting = el('span.soft', { role: 'status' });
  choose(presets.some((p) => p.name === preset) ? preset : presets[0]?.name);
  fill(content, el('h1', {}, 'New run'), el('div.card', {},
    el('p.row', {}, el('label', {}, 'Preset ', select), el('span.soft', {}, 'Change what you like: the spec is a whole run.')),
    spec, el('p.actions', {}, submit, waiting)));
}
