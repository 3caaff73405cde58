import assert from 'node:assert/strict';
import { test } from 'node:test';
import { svgOf } from '../../main/page/app/svg.js';

const chart = {
  label: 'loss & more',
  xLabel: 'flow time t',
  logX: true,
  logY: true,
  x: [1, 10, 100],
  series: [{ label: 'A: λ < 1', color: '--train', values: [1, 0.1, null] }],
};
const points = (text) => text.match(/<polyline points="([^"]*)"/)[1].split(' ');

test('svgOf_logChart_hasPointsTicksAndEscapedTexts', () => {
  const text = svgOf(chart, (name) => `color(${name})`);
  assert.deepEqual(points(text), ['76,16', '390,340']);
  assert.ok(text.includes('stroke="color(--train)"'));
  assert.ok(text.includes('>A: λ &lt; 1</text>'));
  assert.ok(text.includes('>loss &amp; more</text>'));
  for (const tick of ['1', '10', '100', '0.1']) assert.ok(text.includes(`>${tick}</text>`), tick);
});

test('svgOf_limits_moveTheEndsOfTheAxes', () => {
  const limits = { xLimits: [0.1, 1000], yLimits: [0.01, null] };
  assert.deepEqual(points(svgOf({ ...chart, ...limits }, String)), ['233,16', '390,178']);
});

test('svgOf_noData_isAnEmptyPlot', () => {
  const empty = { ...chart, logX: false, logY: false, x: [], series: [{ ...chart.series[0], values: [] }] };
  assert.deepEqual(points(svgOf(empty, String)), ['']);
});
