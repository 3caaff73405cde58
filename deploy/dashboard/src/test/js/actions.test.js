import assert from 'node:assert/strict';
import { test } from 'node:test';
import { query } from '../../main/page/app/api.js';
import { changesOf, keysOf, parametersOf } from '../../main/page/app/panels/actions.js';
import { inOrder } from '../../main/page/app/panels/findings.js';
import { tagChanges } from '../../main/page/app/panels/head.js';
import { split } from '../../main/page/app/panels/phases.js';

test('changesOf_form_hasFieldsWithAnotherValueOnly', () => {
  const form = new Map([
    ['weightDecay', ' 0 '],
    ['until.time', '100'],
    ['name', 'x'],
  ]);
  assert.deepEqual(changesOf(form, { weightDecay: '1e-4', 'until.time': '100' }), { weightDecay: '0' });
  form.set('weightDecay', ' ');
  assert.deepEqual(changesOf(form, { weightDecay: '1e-4', 'until.time': '100' }), {});
});

test('parametersOf_linesAndCommas_arePairs', () => {
  assert.deepEqual(parametersOf('fraction=0.1, epsilon = 2\n\nwindow=3\n'), {
    fraction: '0.1',
    epsilon: '2',
    window: '3',
  });
  assert.deepEqual(parametersOf(' \n'), {});
});

test('query_missingValues_areLeftOut', () => {
  assert.equal(query({ from: undefined, to: null }), '');
  assert.equal(query({ axis: 'log', points: 0, from: undefined }), '?axis=log&points=0');
});

test('inOrder_findings_haveFinalOnesFirstThenByTime', () => {
  const finding = (stage, time) => ({ stage, time });
  const sorted = inOrder([
    finding('provisional', 1),
    finding('final', null),
    finding('final', 7),
    finding('provisional', null),
  ]);
  assert.deepEqual(
    sorted.map(({ stage, time }) => [stage, time]),
    [
      ['final', 7],
      ['final', null],
      ['provisional', 1],
      ['provisional', null],
    ],
  );
});

test('tagChanges_text_addsAndRemovesWhatDiffersOnly', () => {
  assert.deepEqual(tagChanges(['a', 'b'], ' b, c  c '), { add: ['c'], remove: ['a'] });
  assert.deepEqual(tagChanges(['a'], 'a'), { add: [], remove: [] });
});

test('keysOf_nestedSpec_areAsTheOptionSetTakesThem', () => {
  const spec = { weightDecay: 1e-5, method: { type: 'radaug', relativeTolerance: 1e-6 }, values: [1, 2], end: null };
  assert.deepEqual(keysOf(spec), [
    ['weightDecay', '1e-5'],
    ['method.type', 'radaug'],
    ['method.relativeTolerance', '1e-6'],
    ['values', '[1,2]'],
    ['end', ''],
  ]);
});

test('split_phases_haveFourMainOnesInTheirOrderAndTheRest', () => {
  const found = ['a', 'loss-plateau', 'norm-drift-fraction', 'norm-drift-onset', 'b', 'test-loss-drop-start'];
  const [main, others] = split([...found.map((kind, time) => ({ kind, time })), { kind: 'loss-plateau', time: null }]);
  const kinds = (findings) => findings.map(({ kind }) => kind);
  assert.deepEqual(kinds(main), ['loss-plateau', 'norm-drift-fraction', 'norm-drift-onset', 'test-loss-drop-start']);
  assert.deepEqual(kinds(others), ['a', 'b', 'loss-plateau']);
});
