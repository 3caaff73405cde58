/** The state of a run at any of its steps: a slider over the steps that are plotted, and a picture of what the weights mean. */
import { api } from './api.js';
import { el, fill, settled } from './dom.js';
import { number } from './format.js';
import { portrait } from './portrait.js';

const FRAME = 90;

export function timeSlider(runId, detail, onTime) {
  let columns = { seq: [], time: [] };
  let followsEnd = true;
  let playing = 0;
  let asked = 0;
  const input = el('input', { type: 'range', min: 0, max: 0, value: 0, 'aria-label': 'Step to look at', input: () => { followsEnd = Number(input.value) === columns.seq.length - 1; look(); } });
  const told = el('output', {});
  const play = el('button', { type: 'button', click: () => (playing ? stop() : start()) }, '▶ Replay');
  const numbers = el('dl.facts', {});
  const place = el('div', {});
  const picture = portrait(place, runId, detail);
  const card = el('section.card', { 'aria-label': 'State at a step' }, el('h2', {}, 'At one step'),
    el('div.slider', {}, play, input, told), numbers, place);

  const index = () => Math.min(Number(input.value), columns.seq.length - 1);

  function start() {
    if (index() >= columns.seq.length - 1) input.value = 0;
    play.textContent = '■ Stop';
    followsEnd = false;
    const step = Math.max(1, Math.round(columns.seq.length / 150));
    playing = setInterval(() => {
      input.value = Math.min(columns.seq.length - 1, index() + step);
      look();
      if (index() >= columns.seq.length - 1) stop();
    }, FRAME);
  }

  function stop() {
    clearInterval(playing);
    playing = 0;
    play.textContent = '▶ Replay';
  }

  function look() {
    const i = index();
    if (i < 0) return;
    told.textContent = `t = ${number(columns.time[i], 4)}`;
    input.setAttribute('aria-valuetext', `step ${columns.step[i]}, time ${number(columns.time[i], 4)}`);
    const fact = (name, value) => el('div', {}, el('dt', {}, name), el('dd', {}, value));
    fill(numbers, fact('step', columns.step[i]), fact('seq', columns.seq[i]), fact('training loss', number(columns.trainLoss[i])), fact('test loss', number(columns.testLoss[i])),
      fact('‖w‖²', number(columns.weightNormSquared[i], 5)), fact('‖∇F‖', number(columns.gradientNorm[i])));
    onTime(columns.time[i]);
    draw(columns.seq[i]);
  }

  const draw = settled(async (seq) => {
    const ask = ++asked;
    try {
      const shown = await api.picture(runId, { seq });
      if (ask === asked) picture.show(shown);
    } catch (error) {
      if (ask === asked) picture.cannot(error.message);
    }
  }, 40);

  return {
    card,
    seq: () => columns.seq[index()] ?? 0,
    steps(changed) {
      const seq = columns.seq[index()];
      columns = changed;
      input.max = Math.max(0, columns.seq.length - 1);
      const same = columns.seq.findIndex((s) => s >= seq);
      input.value = followsEnd || same < 0 ? input.max : same;
      if (!playing) look();
    },
    goTo(time) {
      const at = columns.time.findIndex((t) => t >= time);
      followsEnd = false;
      input.value = at < 0 ? input.max : at;
      look();
      input.focus();
    },
    destroy() { stop(); picture.destroy(); },
  };
}
