import assert from 'node:assert/strict';
import { test } from 'node:test';
import { largest, linesOf, summary } from '../../main/page/app/pictures.js';

test('linesOf_coefficients_areOverTheirIndicesWithTheTeacherIfThereIsOne', () => {
  const found = { kind: 'coefficients', learned: [1, 2], teacher: [] };
  assert.deepEqual(
    linesOf(found).lines.map(({ label, x, values }) => [label, x, values]),
    [['learned', [0, 1], [1, 2]]],
  );
  assert.equal(linesOf({ ...found, teacher: [3, 4] }).lines[1].label, 'teacher');
});

test('linesOf_function_sortsTheDataByAbscissa', () => {
  const { lines } = linesOf({ kind: 'function', x: [0, 1], y: [5, 6], dataX: [3, 1, 2], dataY: [30, 10, 20] });
  assert.deepEqual(lines[1].x, [1, 2, 3]);
  assert.deepEqual(lines[1].values, [10, 20, 30]);
});

test('summary_coefficients_countsThoseOfAtLeastAHundredthOfTheLargest', () => {
  const found = { kind: 'coefficients', learned: [-2, 0.02, 0.01999, 0] };
  assert.equal(summary(found), '2 of 4 are at least 1 % of the largest, 2.');
  assert.match(summary({ kind: 'coefficients', learned: [0, 0] }), /^0 of 2/);
  assert.match(summary({ kind: 'function', kinks: [1, 2, 3] }), /^3 kinks/);
});

test('largest_mixedSigns_areOrderedByMagnitude', () => {
  assert.deepEqual(largest([1, -5, 3, 0], 3), [1, 2, 0]);
});
