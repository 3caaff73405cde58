/** What the picture of a step shows, by the kind that the API gives it. */
import { number } from './format.js';

export const TITLES = {
  coefficients: 'Coefficients of the predictor',
  'singular-values': 'Singular values',
  function: 'The learned function',
};

/** Labels and lines of a chart; each line has separate abscissas. */
export function linesOf({ kind, x, y, dataX, dataY, learned, teacher }) {
  if (kind === 'function') {
    const order = indices(dataX).sort((a, b) => dataX[a] - dataX[b]);
    const [sortedX, sortedY] = [dataX, dataY].map((values) => order.map((i) => values[i]));
    const lines = [
      { label: 'learned', color: '--train', x, values: y },
      { label: 'data', color: '--test', points: 9, x: sortedX, values: sortedY },
    ];
    return { label: 'f(x)', xLabel: 'x', lines };
  }
  const points = (label, color, size, values) => ({ label, color, points: size, x: indices(values), values });
  const lines = [points('learned', '--train', 7, learned), points('teacher', '--teacher', 4, teacher)];
  const xLabel = kind === 'coefficients' ? 'index' : 'rank';
  return { label: 'value', xLabel, lines: lines.filter(({ values }) => values.length > 0) };
}

/** The picture in a sentence. */
export function summary({ kind, kinks, learned }) {
  if (kind === 'function') return `${kinks.length} kinks within the range of the data.`;
  const sizes = learned.map(Math.abs);
  const most = Math.max(...sizes);
  const some = sizes.filter((size) => size >= 0.01 * most && size > 0).length;
  return `${some} of ${learned.length} are at least 1 % of the largest, ${number(most, 4)}.`;
}

/** The indices of the `count` largest values by magnitude, the largest first. */
export function largest(values, count) {
  return indices(values)
    .sort((a, b) => Math.abs(values[b]) - Math.abs(values[a]))
    .slice(0, count);
}

const indices = (values) => [...values.keys()];
