import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KINDS } from '../../main/page/app/kinds.js';
import { ranks, slowCharts } from '../../main/page/app/slowcharts.js';

const COLUMNS = { time: [0, 10, 20], weightNormSquared: [9, 8, 7], testLoss: [3, 2, 1] };

test('slowCharts_effectiveFlow_isBesideTheRunFromItsFirstTimeOn', () => {
  const vectors = { slowTime: [1, 2], normSquared: [8, 7] };
  const charts = slowCharts([{ kind: KINDS.effectiveFlow, vectors }], COLUMNS, 0.1);
  assert.equal(charts.length, 1);
  const [observed, predicted] = charts[0].lines;
  assert.deepEqual(observed.x, [0, 1, 2]);
  assert.deepEqual(observed.values, [null, 8, 7]);
  assert.deepEqual(predicted.values, [8, 7]);
});

test('slowCharts_twoFindingsOfAKind_showTheNewestWithVectors', () => {
  const of = (vectors) => ({ kind: KINDS.effectiveFlowDeviation, vectors });
  const charts = slowCharts(
    [of({ slowTime: [1], deviation: [5] }), of({ slowTime: [1], deviation: [6] }), of({})],
    COLUMNS,
    1,
  );
  assert.deepEqual(
    charts.map(({ title, lines }) => [title, lines[0].values]),
    [['Distance to the effective flow', [6]]],
  );
});

test('slowCharts_spectrum_takesEachEigenvalueOutOfTheSpectraOfAllTimes', () => {
  const vectors = { slowTime: [1, 2], eigenvalues: [30, 20, 10, 3, 2, 1], effectiveRank: [3, -1] };
  const [spectrum, rank] = slowCharts([{ kind: KINDS.singularity, vectors }], COLUMNS, 1);
  assert.deepEqual(
    spectrum.lines.map(({ label, values }) => [label, ...values]),
    [
      ['no. 1', 30, 3],
      ['no. 2', 20, 2],
      ['no. 3', 10, 1],
    ],
  );
  assert.equal(spectrum.note, null);
  assert.deepEqual(rank.lines[0].values, [3, null]);
});

test('slowCharts_nothingFound_isEmpty', () => assert.deepEqual(slowCharts([], COLUMNS, 1), []));

test('ranks_someOfMany_areEvenWithFirstAndLast', () => {
  assert.deepEqual(ranks(40, 4), [0, 13, 26, 39]);
  assert.deepEqual(ranks(1, 1), [0]);
  assert.deepEqual(ranks(0, 0), []);
});
