import assert from 'node:assert/strict';
import { test } from 'node:test';
import { abscissaOf } from '../../main/page/app/abscissa.js';

const columns = { time: [0, 10, 30], step: [0, 1, 2] };

test('abscissaOf_slowTime_isTimeTimesWeightDecay', () => {
  const { values, toX, toTime } = abscissaOf('slow', 0.5, columns);
  assert.deepEqual(values, [0, 5, 15]);
  assert.equal(toX(4), 2);
  assert.equal(toTime(2), 4);
});

test('abscissaOf_step_isInterpolatedAndConstantBeyondTheEnds', () => {
  const { values, toX, toTime } = abscissaOf('step', 0.5, columns);
  assert.deepEqual(values, [0, 1, 2]);
  assert.deepEqual([-1, 0, 5, 20, 99].map(toX), [0, 0, 0.5, 1.5, 2]);
  assert.deepEqual([0, 1.5, 2].map(toTime), [0, 20, 30]);
});

test('abscissaOf_time_isTime', () => {
  for (const name of ['log', 'linear']) {
    const { values, toX, toTime } = abscissaOf(name, 0, columns);
    assert.deepEqual([values, toX(7), toTime(7)], [columns.time, 7, 7]);
  }
});
