/** Small curves of the test loss, without axes, for the list of runs. */
import { stepsWhenRead } from './api.js';
import { el } from './dom.js';

const SPARK_WIDTH = 84;
const SPARK_HEIGHT = 20;
const SPARK_POINTS = 40;
const SVG = 'http://www.w3.org/2000/svg';

/** The curve of values as the path of an SVG: evenly spaced, log where all are positive. Empty without two values. */
export function sparkPath(values, width, height) {
  const known = values.filter((value) => value !== null);
  const scale = known.every((value) => value > 0) ? Math.log : (value) => value;
  const [low, high] = [Math.min(...known.map(scale)), Math.max(...known.map(scale))];
  if (known.length < 2) return '';
  const y = (value) => (high > low ? ((high - scale(value)) / (high - low)) * (height - 2) : height / 2 - 1) + 1;
  const x = (i) => (i / (values.length - 1)) * width;
  const points = values.flatMap((value, i) => (value === null ? [] : [`${x(i).toFixed(1)},${y(value).toFixed(1)}`]));
  return `M${points.join('L')}`;
}

/** Makes curves of runs. They are read one after the other, each when its row is first seen, until a signal is aborted. */
export function sparklines(signal) {
  const paths = new Map();
  const waiting = [];
  let isReading = false;
  const seen = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      seen.unobserve(target);
      waiting.push(target);
      read();
    }
  });
  signal.addEventListener('abort', () => seen.disconnect());

  async function read() {
    if (isReading) return;
    isReading = true;
    while (waiting.length > 0 && !signal.aborted) {
      const { run, path } = waiting.shift();
      const request = { points: SPARK_POINTS, columns: 'testLoss' };
      const steps = await stepsWhenRead(run.runId, request, () => !signal.aborted).catch(() => null);
      const shape = sparkPath(steps?.columns.testLoss ?? [], SPARK_WIDTH, SPARK_HEIGHT);
      paths.set(run.runId, { shape, isWhole: run.end !== null && steps?.read >= 1 });
      path.setAttribute('d', shape);
    }
    isReading = false;
  }

  return (run) => {
    const drawing = document.createElementNS(SVG, 'svg');
    const path = document.createElementNS(SVG, 'path');
    drawing.append(path);
    const attributes = { width: SPARK_WIDTH, height: SPARK_HEIGHT, class: 'spark', 'aria-hidden': 'true' };
    for (const [name, value] of Object.entries(attributes)) drawing.setAttribute(name, value);
    const known = paths.get(run.runId);
    path.setAttribute('d', known?.shape ?? '');
    const node = el('span', { title: 'test loss over ln t' }, drawing);
    if (!known?.isWhole && run.setup !== null) seen.observe(Object.assign(node, { run, path }));
    return node;
  };
}
