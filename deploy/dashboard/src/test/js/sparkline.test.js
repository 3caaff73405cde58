import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sparkPath } from '../../main/page/app/sparkline.js';

test('sparkPath_positiveValues_areLogarithmicWithTheLargestAtTheTop', () => {
  assert.equal(sparkPath([100, 10, 1], 80, 20), 'M0.0,1.0L40.0,10.0L80.0,19.0');
});

test('sparkPath_valuesWithZero_areLinear', () => {
  assert.equal(sparkPath([0, 1, 4], 80, 18), 'M0.0,17.0L40.0,13.0L80.0,1.0');
});

test('sparkPath_missingAndEqualValues_areLeftOutAndLevel', () => {
  assert.equal(sparkPath([2, null, 2], 80, 20), 'M0.0,10.0L80.0,10.0');
  assert.equal(sparkPath([null, 3], 80, 20), '');
  assert.equal(sparkPath([], 80, 20), '');
});
