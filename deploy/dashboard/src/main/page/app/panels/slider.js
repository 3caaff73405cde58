/** The state of a run at one of the drawn steps: a slider over them, a replay, and what the weights mean. */
import { el, fact, fill } from '../dom.js';
import { number } from '../format.js';
import { picture } from './picture.js';

const FRAME_MILLIS = 90;
const FRAMES = 150;

export function sliderPanel(view) {
  let followsEnd = true;
  const input = el('input', {
    type: 'range',
    min: 0,
    max: 0,
    value: 0,
    'aria-label': 'Step to look at',
    input: () => {
      followsEnd = index() === last();
      look();
    },
  });
  const output = el('output', {});
  const numbers = el('dl.facts', {});
  const shown = picture(view);
  const last = () => view.columns.seq.length - 1;
  const index = () => Math.min(Number(input.value), last());
  const replay = replayButton((isFirst) => {
    followsEnd = false;
    const step = Math.max(1, Math.round(last() / FRAMES));
    input.value = isFirst && index() >= last() ? 0 : Math.min(last(), index() + step);
    look();
    return index() < last();
  });

  /** Shows the step of the slider. */
  function look() {
    const i = index();
    if (i < 0) return;
    const at = Object.fromEntries(Object.entries(view.columns).map(([name, values]) => [name, values[i]]));
    output.textContent = `t = ${number(at.time, 4)}`;
    input.setAttribute('aria-valuetext', `step ${at.step}, time ${number(at.time, 4)}`);
    fill(
      numbers,
      fact('step', at.step),
      fact('seq', at.seq),
      fact('training loss', number(at.trainLoss)),
      fact('test loss', number(at.testLoss)),
      fact('‖w‖²', number(at.weightNormSquared, 4)),
      fact('‖∇F‖', number(at.gradientNorm)),
    );
    view.setMark({ seq: at.seq, time: at.time });
    shown.at(at.seq);
  }

  return {
    node: el(
      'section.card',
      { 'aria-label': 'State at a step' },
      el('h2', {}, 'At one step'),
      el('div.slider', {}, replay.node, input, output),
      numbers,
      shown.node,
    ),
    steps() {
      const seq = view.mark?.seq;
      input.max = Math.max(0, last());
      const same = view.columns.seq.findIndex((each) => each >= seq);
      input.value = followsEnd || same < 0 ? input.max : same;
      if (!replay.isOn()) look();
    },
    goTo(time) {
      const at = view.columns.time.findIndex((each) => each >= time);
      followsEnd = false;
      input.value = at < 0 ? input.max : at;
      look();
      input.focus();
    },
    destroy() {
      replay.stop();
      shown.destroy();
    },
  };
}

/** Calls `step(isFirst)` at every frame until it returns false, or the button is pressed again. */
function replayButton(step) {
  let timer = 0;
  const node = el('button', { type: 'button', click: () => (timer ? stop() : start()) }, '▶ Replay');
  const go = (isFirst) => step(isFirst) || stop();
  function start() {
    node.textContent = '■ Stop';
    timer = setInterval(go, FRAME_MILLIS);
    go(true);
  }
  function stop() {
    clearInterval(timer);
    timer = 0;
    node.textContent = '▶ Replay';
  }
  return { node, stop, isOn: () => timer !== 0 };
}
