import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clock, count, exact, number, within, words } from '../../main/page/app/format.js';

test('number_ofAnySize_hasAtMostTheDigitsAskedFor', () => {
  assert.equal(number(0), '0');
  assert.equal(number(-0), '0');
  assert.equal(number(1.23456), '1.23');
  assert.equal(number(1.23456, 4), '1.235');
  assert.equal(number(-12345), '-12300');
  assert.equal(number(1e-5), '1e-5');
  assert.equal(number(-1e-5), '-1e-5');
  assert.equal(number(4.7163e6), '4.72e6');
  assert.equal(number(1e21, 4), '1e21');
});

test('number_atTheBoundsOfPlainNumbers_roundsBeforeItChooses', () => {
  assert.equal(number(0.001), '0.001');
  assert.equal(number(0.00099999), '0.001');
  assert.equal(number(0.000999), '9.99e-4');
  assert.equal(number(99949), '99900');
  assert.equal(number(99999), '1e5');
});

test('number_missingOrNotFinite_isADash', () => {
  for (const value of [null, undefined, Number.NaN, Number.POSITIVE_INFINITY]) assert.equal(number(value), '–');
});

test('exact_anyNumber_isReadBackAsTheSame', () => {
  for (const value of [0.1, 1e-5, 1.0001e-5, 123456, 1 / 3, 5e-324, -2.5e300])
    assert.equal(Number(exact(value)), value);
  assert.equal(exact(0.00001), '1e-5');
});

test('count_thousands_areSeparated', () => assert.equal(count(1234567), '1,234,567'));

test('clock_instant_isInTheOrderOfIso8601', () => {
  assert.match(clock('2026-11-30T12:34:56Z'), /^2026-(11-30|12-01|11-29) \d\d:\d\d:56$/);
  assert.equal(clock('never'), '–');
});

test('words_kind_hasSpaces', () => assert.equal(words('test-loss-drop-end'), 'test loss drop end'));

test('within_bracket_leavesTheDigitsThatItsWidthSupports', () => {
  assert.equal(within(12.345, 12.3, 12.4), '12.3');
  assert.equal(within(12.345, 12, 13), '12');
  assert.equal(within(12.345, 1, 30), '10');
  assert.equal(within(1.05, 1.0, 1.1), '1.1');
  assert.equal(within(123456, 123455, 123457), '1.235e5');
  assert.equal(within(12.3456), '12.35');
  assert.equal(within(12.3456, 12, 12), '12.35');
  assert.equal(within(null, 1, 2), '–');
});
