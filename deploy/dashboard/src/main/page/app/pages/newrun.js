/** A new run, from a preset or from a changed spec. */
import { api, awaitRun, pageOf } from '../api.js';
import { button, el, fill } from '../dom.js';

export async function newRunPage(content, preset) {
  const presets = await api.presets();
  const spec = el('textarea', { rows: 22, spellcheck: 'false', 'aria-label': 'Spec in YAML' });
  const choose = (name) => {
    spec.value = presets.find((each) => each.name === name)?.yaml ?? '';
  };
  const options = presets.map(({ name }) => el('option', { selected: name === preset }, name));
  const select = el('select', { change: () => choose(select.value) }, options);
  const waiting = el('span.soft', { role: 'status' });
  const start = async () => {
    const { runId } = await api.submit(spec.value);
    waiting.textContent = 'In the queue; waiting for a simulator …';
    await awaitRun(runId);
    location.hash = pageOf(runId);
  };
  choose(presets.some(({ name }) => name === preset) ? preset : presets[0]?.name);
  fill(
    content,
    el('h1', {}, 'New run'),
    el(
      'div.card',
      {},
      el(
        'p.row',
        {},
        el('label', {}, 'Preset ', select),
        el('span.soft', {}, 'The spec is a whole run; you can change it.'),
      ),
      spec,
      el('p.actions', {}, button('Start the run', start, { class: 'main' }), waiting),
    ),
  );
}
