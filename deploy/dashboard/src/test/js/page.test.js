import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const DASHBOARD = new URL('../../main/page/', import.meta.url);
const read = (path) => readFileSync(new URL(path, DASHBOARD), 'utf8');
const pom = read('../../../pom.xml');
const joined = pom.match(/files="(\S+)"/)[1].split(',');

/** The modules that a module of `app` imports statically, each after those that it imports; itself is the last. */
function inOrderOfImports(name, found = []) {
  const imported = [...read(`app/${name}`).matchAll(/^import .* from '\.\/(.+)';$/gm)].map(([, path]) => path);
  for (const each of imported) if (!found.includes(each)) inOrderOfImports(each, found);
  if (!found.includes(name)) found.push(name);
  return found;
}

test('pom_joinedModules_areWhatTheFirstPageImportsInItsOrder', () => {
  assert.deepEqual(joined, inOrderOfImports('main.js'));
});

test('pom_joinedModules_areOneValidModule', () => {
  const lines = joined.flatMap((name) => read(`app/${name}`).split('\n'));
  const script = lines.filter((line) => !/^import .* from /.test(line)).join('\n');
  assert.doesNotMatch(script, /^(?:import\b(?!\()|} from)/m, 'an import of several lines');
  const { status, stderr } = spawnSync(process.execPath, ['--check', '--input-type=module', '-'], { input: script });
  assert.equal(status, 0, `${stderr}`);
});

test('index_preloadedRequest_isTheFirstOfTheListOfRuns', () => {
  const first = read('app/runs.js').match(/const FIRST = (\d+);/)[1];
  assert.ok(read('index.html').includes(`href="/api/v1/runs?limit=${first}" as="fetch" crossorigin`));
});
