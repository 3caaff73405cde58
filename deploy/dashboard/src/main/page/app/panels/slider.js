/** The axis of time, and a slider over the drawn steps, with a replay and the numbers at a step. */
import { ABSCISSAS } from '../abscissa.js';
import { axisChoice } from '../charts.js';
import { el, fill } from '../dom.js';
import { number } from '../format.js';

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
  const numbers = el('span.soft.numbers', {});
  const whole = el('button', { type: 'button', hidden: true, click: () => view.showWhole() }, 'Whole run');
  const reading = el('span.reading', { role: 'status' });
  const axis = axisChoice(
    view.axes.map((name) => [name, ABSCISSAS[name].text]),
    (value) => view.setAxis(value),
  );
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
    numbers.textContent = [
      `step ${at.step}`,
      `train ${number(at.trainLoss)}`,
      `test ${number(at.testLoss)}`,
      `‖w‖² ${number(at.weightNormSquared)}`,
      `‖∇F‖ ${number(at.gradientNorm)}`,
    ].join(' · ');
    view.setMark({ seq: at.seq, step: at.step, time: at.time });
  }

  return {
    node: el(
      'section.card.at',
      { 'aria-label': 'Time' },
      el('div.row', { title: 'Drag in a plot to zoom.' }, axis, whole, reading, numbers),
      el('div.slider', {}, replay.node, input, output),
    ),
    reading: (part) => fill(reading, part && progress(part.read)),
    steps() {
      whole.hidden = view.range === null;
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
    },
  };
}

function progress(read) {
  const attributes = { max: 1, value: read, 'aria-label': 'Read from the log' };
  return [el('progress', attributes), ` reading the log: ${Math.floor(100 * read)} %`];
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
