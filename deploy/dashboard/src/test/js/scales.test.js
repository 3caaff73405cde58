import assert from 'node:assert/strict';
import { test } from 'node:test';
import { number } from '../../main/page/app/format.js';
import {
  columnsOf,
  distinctTexts,
  evenTicks,
  exactRange,
  hasLogOrdinate,
  limited,
  logRange,
  logTicks,
  ordinatesOf,
  power,
} from '../../main/page/app/scales.js';

test('evenTicks_range_areMultiplesOf1Or2Or5WithinIt', () => {
  assert.deepEqual(evenTicks(0, 1), [0, 0.2, 0.4, 0.6, 0.8, 1]);
  assert.deepEqual(evenTicks(0.07, 0.1), [0.07, 0.075, 0.08, 0.085, 0.09, 0.095, 0.1]);
  assert.deepEqual(evenTicks(-25, 25), [-20, -10, 0, 10, 20]);
  assert.deepEqual(evenTicks(3, 3), [3]);
});

test('evenTicks_anyRange_areFewAndInside', () => {
  for (const [min, max] of [
    [1e-9, 3e-9],
    [-7.3e8, 1.1e9],
    [0.99, 1.01],
    [1e14, 9e14],
  ]) {
    const ticks = evenTicks(min, max);
    assert.ok(ticks.length >= 2 && ticks.length <= 9, `${ticks}`);
    assert.ok(ticks[0] >= min && ticks.at(-1) <= max, `${ticks}`);
  }
});

test('logTicks_manyPowersOfTen_areIntegersAndNotTooMany', () => {
  assert.deepEqual(logTicks(-2.5, 2.5), [-2, -1, 0, 1, 2]);
  const wide = logTicks(-30, 12);
  assert.ok(wide.length <= 10 && wide.every(Number.isInteger), `${wide}`);
});

test('logTicks_withinOnePowerOfTen_areLogarithmsOfEvenValues', () => {
  assert.deepEqual(
    logTicks(Math.log10(2.1), Math.log10(8.9)).map((tick) => Math.round(10 ** tick)),
    [4, 6, 8],
  );
});

test('power_integer_isExact', () => {
  assert.equal(power(-5), 1e-5);
  assert.equal(power(22), 1e22);
  assert.equal(power(0.5), 10 ** 0.5);
});

test('ranges_withoutDataOrSpan_areNotEmpty', () => {
  assert.deepEqual(logRange(null, null), [-1, 0]);
  assert.deepEqual(logRange(-3.2, 1.1), [-4, 2]);
  assert.ok(logRange(2, 2)[0] < logRange(2, 2)[1]);
  assert.deepEqual(exactRange(null, null), [0.1, 1]);
  assert.deepEqual(exactRange(4, 4), [2, 8]);
  assert.deepEqual(exactRange(3, 70), [3, 70]);
});

test('hasLogOrdinate_divergingSeries_isLogarithmicUnlessAValueIsNegative', () => {
  assert.equal(hasLogOrdinate({ logY: false, series: [{ values: [1, 1e16] }] }), true);
  assert.equal(hasLogOrdinate({ logY: false, series: [{ values: [1, 1e16] }, { values: [-1] }] }), false);
  assert.equal(hasLogOrdinate({ logY: false, series: [{ values: [1, null] }] }), false);
  assert.equal(hasLogOrdinate({ logY: true, series: [] }), true);
});

test('columnsOf_logAxes_leaveOutWhatTheyCannotShow', () => {
  const chart = {
    x: [0, 1, null, 100],
    logX: true,
    logY: true,
    series: [{ values: [5, 10, 7, 0] }, { values: [1, 1000] }],
  };
  assert.deepEqual(columnsOf(chart), [
    [1, 100],
    [1, null],
    [3, null],
  ]);
});

test('columnsOf_linearAxes_keepZeroAndNegativeValues', () => {
  const chart = { x: [0, 1, 2], logX: false, logY: false, series: [{ values: [-1, undefined, 0] }] };
  assert.deepEqual(columnsOf(chart), [
    [0, 1, 2],
    [-1, null, 0],
  ]);
});

test('distinctTexts_narrowRange_doNotRepeat', () => {
  assert.deepEqual(distinctTexts([1, 10, null, 100], number), ['1', '10', null, '100']);
  const ticks = evenTicks(99_990, 100_010);
  assert.equal(new Set(distinctTexts(ticks, number)).size, ticks.length);
  assert.equal(new Set(ticks.map((tick) => number(tick))).size, 1);
});

test('columnsOf_repeatedAbscissas_keepTheFirstPoint', () => {
  const chart = { logX: false, logY: false, x: [0, 1, 1, 2], series: [{ values: [5, 6, 7, 8] }] };
  assert.deepEqual(columnsOf(chart), [
    [0, 1, 2],
    [5, 6, 8],
  ]);
});

test('ordinatesOf_twoSides_eachHaveTheirScale', () => {
  const chart = { label: 'a', logY: false, right: { label: 'b', logY: true } };
  const series = [{ values: [10] }, { isRight: true, values: [100] }];
  assert.deepEqual(ordinatesOf({ ...chart, series }), [
    { label: 'a', isLog: false },
    { label: 'b', isLog: true },
  ]);
  assert.deepEqual(columnsOf({ ...chart, logX: false, x: [1], series }), [[1], [10], [2]]);
});

test('limited_someEnds_replaceThoseOfTheDataWhereTheyAreInOrder', () => {
  assert.deepEqual(limited([1, 5], [null, 3]), [1, 3]);
  assert.deepEqual(limited([1, 5], [9, null]), [1, 5]);
  assert.deepEqual(limited([1, 5], null), [1, 5]);
});
