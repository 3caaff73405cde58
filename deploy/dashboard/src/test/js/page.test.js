import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const DASHBOARD = new URL('../../main/page/', import.meta.url);
const page = readFileSync(new URL('index.html', DASHBOARD), 'utf8');

/** All modules that a module imports statically, itself included. */
function closure(module, found = new Set()) {
  if (found.has(module.href)) return found;
  found.add(module.href);
  const text = readFileSync(module, 'utf8');
  for (const [, path] of text.matchAll(/^(?:import|export)\b[^;]*?from '(.+?)';/gms))
    closure(new URL(path, module), found);
  return found;
}

test('index_modulepreload_namesWhatTheFirstPageImports', () => {
  const preloaded = [...page.matchAll(/<link rel="modulepreload" href="(.+?)">/g)].map(([, path]) => path);
  const main = new URL('app/main.js', DASHBOARD);
  const needed = [...closure(main)].filter((href) => href !== main.href);
  assert.deepEqual(preloaded.map((path) => new URL(path, DASHBOARD).href).sort(), needed.sort());
});

test('index_preloadedRequest_isTheFirstOfTheListOfRuns', () => {
  const runs = readFileSync(new URL('app/pages/runs.js', DASHBOARD), 'utf8');
  const first = runs.match(/const FIRST = (\d+);/)[1];
  assert.ok(page.includes(`<link rel="preload" href="/api/v1/runs?limit=${first}" as="fetch" crossorigin>`));
});
