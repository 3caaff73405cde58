/** What the horizontal axis of a run's plots shows. */

/** By name; `request` is the axis along which the API spreads the steps. */
export const ABSCISSAS = {
  log: { text: 'log', label: 'flow time t', isLog: true, request: 'log' },
  linear: { text: 'linear', label: 'flow time t', isLog: false, request: 'linear' },
  slow: { text: 'slow time', label: 'slow time λt', isLog: false, request: 'linear' },
  step: { text: 'step', label: 'step', isLog: false, request: 'log' },
};

const same = (value) => value;

/**
 * The abscissas of steps: `{values, toX(time), toTime(x)}`.
 *
 * @param {string} name one of `ABSCISSAS`
 * @param {number} weightDecay
 * @param {object} columns with `time` and `step`, neither of them decreasing
 */
export function abscissaOf(name, weightDecay, { time, step }) {
  if (name === 'slow') {
    const toX = (t) => weightDecay * t;
    return { values: time.map(toX), toX, toTime: (x) => x / weightDecay };
  }
  if (name === 'step') return { values: step, toX: interpolation(time, step), toTime: interpolation(step, time) };
  return { values: time, toX: same, toTime: same };
}

/** The function that is linear between points; constant beyond them. */
function interpolation(xs, ys) {
  return (x) => {
    const next = xs.findIndex((each) => each >= x);
    if (next <= 0) return next === 0 ? ys[0] : ys.at(-1);
    const fraction = (x - xs[next - 1]) / (xs[next] - xs[next - 1]);
    return ys[next - 1] + fraction * (ys[next] - ys[next - 1]);
  };
}
