import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bandColor, bandsOf, newestByKind, placeLabels } from '../../main/page/app/bands.js';
import { KINDS } from '../../main/page/app/kinds.js';

const finding = (kind, time, more = {}) => ({
  analyzer: 'a',
  kind,
  time,
  stage: 'final',
  sentence: `${kind}.`,
  ...more,
});

test('newestByKind_provisionalThenFinal_isTheFinalOne', () => {
  const provisional = (time) => finding('k', time, { stage: 'provisional' });
  assert.deepEqual(newestByKind([provisional(1), provisional(2)]), [provisional(2)]);
  assert.deepEqual(newestByKind([provisional(1), finding('k', 3), provisional(4)]), [finding('k', 3)]);
});

test('newestByKind_severalKinds_areInTheOrderOfTimeWithThoseWithoutOneLast', () => {
  const sorted = newestByKind([finding('none', null), finding('late', 9), finding('early', 1)]);
  assert.deepEqual(
    sorted.map(({ kind }) => kind),
    ['early', 'late', 'none'],
  );
});

test('bandsOf_allPhases_meetAtTheirTimes', () => {
  const bands = bandsOf(
    [
      finding(KINDS.testLossDropEnd, 50),
      finding(KINDS.testLossDropStart, 30),
      finding(KINDS.normDriftOnset, 20),
      finding(KINDS.lossPlateau, 10),
    ],
    100,
  );
  assert.deepEqual(
    bands.map(({ label, from, to }) => [label, from, to]),
    [
      ['fast phase', 0, 10],
      ['plateau', 10, 20],
      ['slow phase', 20, 100],
      ['test loss drops', 30, 50],
    ],
  );
  assert.ok(bands.every(({ sentence }) => sentence.endsWith('.')));
});

test('bandsOf_plateauAlone_lastsUntilTheNewestStep', () => {
  const bands = bandsOf([finding(KINDS.lossPlateau, 10)], 15);
  assert.deepEqual(bands.at(-1).to, 15);
  assert.deepEqual(bandsOf([], 15), []);
});

test('bandsOf_emptyPhase_hasNoBand', () => {
  const bands = bandsOf([finding(KINDS.lossPlateau, 10), finding(KINDS.normDriftOnset, 10)], 10);
  assert.deepEqual(
    bands.map(({ label }) => label),
    ['fast phase'],
  );
});

test('bandColor_unknownKind_isThatOfTheCard', () => {
  assert.equal(bandColor(KINDS.lossPlateau), '--band-fast');
  assert.equal(bandColor('of-a-plug-in'), '--card');
});

test('bandsOf_slowPhaseThatEnded_endsThere', () => {
  const found = [finding(KINDS.normDriftOnset, 20), finding(KINDS.slowPhaseEnd, 60)];
  assert.deepEqual(
    bandsOf(found, 100).map(({ label, to }) => [label, to]),
    [['slow phase', 60]],
  );
});

test('bandsOf_provisionalEnd_isProvisional', () => {
  const found = [finding(KINDS.lossPlateau, 10), finding(KINDS.normDriftOnset, 20, { stage: 'provisional' })];
  assert.deepEqual(
    bandsOf(found, 100).map(({ isProvisional }) => isProvisional),
    [false, true, true],
  );
});

test('placeLabels_narrowBand_isInTheNextRowOrMovedIntoThePlot', () => {
  const bands = [
    { left: 0, width: 200, text: 60 },
    { left: 200, width: 10, text: 50 },
    { left: 280, width: 20, text: 70 },
  ];
  assert.deepEqual(placeLabels(bands, 300, 2), [
    { left: 0, row: 0 },
    { left: 200, row: 0 },
    { left: 230, row: 1 },
  ]);
});

test('placeLabels_noRoom_isNull', () => {
  const bands = Array.from({ length: 3 }, () => ({ left: 0, width: 40, text: 50 }));
  assert.deepEqual(placeLabels(bands, 60, 2), [{ left: 0, row: 0 }, { left: 0, row: 1 }, null]);
});
