import assert from 'node:assert/strict';
import { test } from 'node:test';
import { csvOf, legendOf, limitsOf, overlay, relative, sectionsOf, smooth } from '../../main/page/app/comparison.js';

const run = (label, objective = 'sphere') => ({ label, objective, runId: `run-${label}`, name: `name ${label}` });
const value = (number, bracket, ratio, provisional = false) => ({
  value: number,
  lower: bracket?.[0] ?? null,
  upper: bracket?.[1] ?? null,
  ratio,
  provisional,
});
const COMPARISON = {
  runs: [run('A'), run('B')],
  spec: [{ key: 'weightDecay', values: ['1e-3', '1e-4'] }],
  times: [{ name: 'norm-drift-onset', values: [value(10.123, [10, 11], 1), value(101.23, [100, 110], 10, true)] }],
  ends: [{ name: 'testLoss', values: [value(0.25, null, 1), null] }],
  verdicts: [{ kind: 'no-drop', stage: 'provisional', sentence: 'It stays, "so far".' }, null],
  at: 'slow-time',
  distances: [{ run: 'B', reason: null, max: 0.5, maxAt: 2, last: 0.125 }],
  partings: [],
  power: {
    key: 'weightDecay',
    exponents: [{ quantity: 'norm-drift-onset', exponent: -1.01, low: -1.1, high: -0.9, n: 3 }],
  },
};

test('sectionsOf_comparison_hasTimesWithTheDigitsOfTheirBrackets', () => {
  const sections = sectionsOf(COMPARISON);
  const rowOf = (name) => sections.flatMap(({ rows }) => rows).find((each) => each.name === name);
  const texts = (name) => rowOf(name).cells.map((cell) => cell.text);
  assert.deepEqual(texts('norm drift onset'), ['10', '100 so far (×10)']);
  assert.deepEqual(texts('verdict'), ['no drop so far', '–']);
  assert.deepEqual(texts('largest'), ['–', '0.5 at 2']);
  assert.equal(sections.at(-1).rows[0].cells[0].text, '-1 [-1.1, -0.9], 3 runs');
  assert.ok(!sections.some(({ title }) => title.startsWith('The same')), 'a section without content');
});

test('csvOf_numbers_haveAllDigits', () => {
  const csv = csvOf(COMPARISON, sectionsOf(COMPARISON));
  assert.match(csv, /^section,name,run,text,value,lower,upper,ratio or n\n/);
  assert.ok(csv.includes('"Times t, and ratio to A",norm drift onset,run-B,100 so far (×10),101.23,100,110,10\n'), csv);
});

test('legendOf_runs_tellsWhatDiffers', () => {
  assert.equal(legendOf(COMPARISON, 1), 'B: weightDecay 1e-4');
  assert.equal(legendOf({ ...COMPARISON, spec: [] }, 0), 'A: name A');
});

test('overlay_otherObjective_isRefusedInWords', () => {
  assert.equal(overlay(COMPARISON.runs).sentence, null);
  const { isDrawn, sentence } = overlay([run('A'), run('B', 'cube')]);
  assert.ok(sentence.includes('B (cube)'));
  assert.equal(isDrawn(run('B', 'cube')), false);
});

test('smooth_values_areMeansOfTheKnownOnesNearby', () => {
  assert.deepEqual(smooth([0, 3, null, 6, 9], 3), [1.5, 1.5, null, 7.5, 7.5]);
  assert.deepEqual(smooth([1, null, 5], 1), [1, null, 5]);
});

test('relative_values_areDividedByTheFirstThatIsNotZero', () => {
  assert.deepEqual(relative([null, 0, 4, 2]), [null, 0, 1, 0.5]);
});

test('limitsOf_texts_areNumbersOrNull', () => {
  assert.deepEqual(limitsOf('1e-3', ''), [1e-3, null]);
  assert.equal(limitsOf(' ', 'x'), null);
});
