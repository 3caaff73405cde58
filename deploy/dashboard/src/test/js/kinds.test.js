import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { isAboutSlowPhase, isResult, isVerdict, KINDS, verdictWords } from '../../main/page/app/kinds.js';

const APP = new URL('../../main/page/app/', import.meta.url);

test('topics_ofAKind_takeItFromAnyAnalyzer', () => {
  assert.ok(isVerdict({ kind: KINDS.grokked, analyzer: 'of-a-plug-in' }));
  assert.ok(isAboutSlowPhase({ kind: KINDS.singularity, analyzer: 'of-a-plug-in' }));
  assert.ok(!isVerdict({ kind: KINDS.lossPlateau, analyzer: 'grokking' }));
});

test('topics_ofAGeneralKind_takeItFromTheirAnalyzersOnly', () => {
  assert.ok(isVerdict({ kind: KINDS.undetermined, analyzer: 'grokking' }));
  assert.ok(!isVerdict({ kind: KINDS.undetermined, analyzer: 'slow-phase' }));
  assert.ok(isAboutSlowPhase({ kind: KINDS.failed, analyzer: 'slow-phase' }));
  assert.ok(!isResult({ kind: KINDS.completed, analyzer: 'grokking' }));
});

test('otherModules_nameNoKind', () => {
  const modules = readdirSync(APP, { recursive: true }).filter((name) => name.endsWith('.js') && name !== 'kinds.js');
  const states = [KINDS.completed, KINDS.failed]; // A run has these states, too.
  const kinds = Object.values(KINDS).filter((kind) => !states.includes(kind));
  for (const name of modules) {
    const text = readFileSync(new URL(name, APP), 'utf8');
    for (const kind of kinds) assert.ok(!text.includes(`'${kind}'`), `${name} names '${kind}'`);
  }
  assert.ok(modules.length > 10);
});

test('verdictWords_everyVerdict_areShort', () => {
  const verdicts = Object.values(KINDS).filter((kind) => isVerdict({ kind, analyzer: 'grokking' }));
  assert.deepEqual(verdicts.map(verdictWords).sort(), [
    'failed',
    'grokked',
    'improved, not below null',
    'no drop',
    'not grokked',
    'undetermined',
  ]);
});
