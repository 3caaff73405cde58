/**
 * Plots of many points, by uPlot. A chart is rebuilt when its axis or the theme changes and fed otherwise.
 *
 * A chart's description: {label, x: numbers, logX, logY, xLabel, series: [{label, color, values, dash, points}], sync}
 */
import { el } from './dom.js';
import { number } from './format.js';

const HEIGHT = 230;

/** The library comes with the first page that draws. */
await new Promise((resolve, reject) => {
  document.head.append(
    el('link', { rel: 'stylesheet', href: 'lib/uplot/uPlot.min.css' }),
    el('script', { src: 'lib/uplot/uPlot.iife.min.js', load: resolve, error: () => reject(new Error('The plotting library cannot be loaded; is the node still running?')) }));
});

/** The value of a CSS colour name such as --train. */
export function color(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** A log abscissa begins no earlier. */
const LEAST = 1e-12;
const TICKS = 9;

/** A log ordinate is drawn as the logarithm on a linear scale: uPlot's log scale has no ticks near 1e16 and 1e-16. */
const logarithms = (values) => values.map((value) => (value > 0 ? Math.log10(value) : null));

/** uPlot has no ticks for numbers as large on a linear ordinate: a run that goes to infinity is drawn on a log one. */
const LARGEST = 1e15;
const isLog = (chart) => chart.logY || (chart.series.some(({ values }) => values.some((value) => value > LARGEST))
  && chart.series.every(({ values }) => values.every((value) => !(value < 0))));

/** What a log abscissa cannot show is left out. */
const positive = (values) => values.map((value) => (value >= LEAST ? value : null));

function columns(chart) {
  const xs = chart.logX ? positive(chart.x) : chart.x;
  const kept = [];
  xs.forEach((x, i) => { if (x !== null && Number.isFinite(x)) kept.push(i); });
  return [kept.map((i) => xs[i]), ...chart.series.map((series) => {
    const values = isLog(chart) ? logarithms(series.values) : series.values;
    return kept.map((i) => values[i] ?? null);
  })];
}

/** Multiples of 1, 2 or 5 times a power of ten. */
function evenTicks(min, max) {
  const rough = (max - min) / (TICKS - 3);
  if (!(rough > 0)) return [min];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((m) => m * power >= rough) ?? 10);
  const ticks = [];
  for (let i = Math.ceil(min / step - 1e-9); i * step <= max + 1e-9 * step && ticks.length < 50; i++) ticks.push(Number((i * step).toPrecision(12)));
  return ticks;
}

/** Of logarithms: whole ones, not too many; less than two apart, those of even values. */
function logTicks(min, max) {
  const low = Math.ceil(min - 1e-9);
  const high = Math.floor(max + 1e-9);
  if (high - low < 1) return evenTicks(10 ** min, 10 ** max).filter((tick) => tick > 0).map(Math.log10);
  const every = Math.ceil((high - low) / TICKS);
  const ticks = [];
  for (let e = Math.ceil(low / every) * every; e <= high; e += every) ticks.push(e);
  return ticks;
}

/** The value of a logarithm; of a whole one exactly. */
const power = (exponent) => (Number.isInteger(exponent) ? Number('1e' + exponent) : 10 ** exponent);

/** Of logarithms: whole ones where they span some. */
function logRange(plot, min, max) {
  if (min === null || max === null) return [-1, 0];
  const pad = Math.max(0.01, 0.08 * (max - min));
  return max - min < 1 ? [min - pad, max + pad] : [Math.floor(min), Math.ceil(max)];
}

/** Of a log abscissa: the data's own, or what was zoomed to. */
const exactRange = (plot, min, max) => (min === null ? [0.1, 1] : min === max ? [min / 2, max * 2] : [min, max]);

function axis(label, size, ticks, told) {
  return {
    label, size, labelSize: 20, stroke: color('--soft'), font: '12px system-ui', labelFont: '12px system-ui',
    grid: { stroke: color('--line'), width: 1 }, ticks: { stroke: color('--line'), width: 1 },
    splits: (plot, axisIndex, min, max) => ticks(min, max), values: (plot, shown) => shown.map((tick) => (tick === null ? null : told(tick))),
  };
}

/** A chart in `place`. `overlay(plot)` may draw beneath the lines; `onRange(min, max)` hears of zooms, null for none. */
export class Chart {
  constructor(place, chart, { overlay = () => {}, onRange = () => {}, height = HEIGHT } = {}) {
    this.place = place;
    this.chart = chart;
    this.overlay = overlay;
    this.onRange = onRange;
    this.height = height;
    this.feeding = false;
    this.rebuild = () => this.draw();
    window.addEventListener('themechange', this.rebuild);
    this.resizing = new ResizeObserver(() => this.plot?.setSize({ width: this.width(), height: this.height }));
    this.resizing.observe(place);
    this.draw();
  }

  width() {
    return Math.max(260, this.place.clientWidth);
  }

  draw() {
    this.plot?.destroy();
    const { chart } = this;
    const logY = isLog(chart);
    this.logY = logY;
    const options = {
      width: this.width(), height: this.height,
      scales: {
        x: { time: false, ...(chart.logX ? { distr: 3, range: exactRange } : { distr: 1 }) },
        y: logY ? { range: logRange } : {},
      },
      axes: [
        axis(chart.xLabel, 44, chart.logX ? (min, max) => logTicks(Math.log10(min), Math.log10(max)).map(power) : evenTicks, (x) => number(x)),
        axis(chart.label, 62, logY ? logTicks : evenTicks, logY ? (y) => number(power(y)) : (y) => number(y)),
      ],
      series: [{ label: chart.xLabel, value: (plot, x) => number(x, 5) }, ...chart.series.map((series) => ({
        label: series.label, stroke: color(series.color), width: series.points ? 0 : 1.8, dash: series.dash, spanGaps: true,
        paths: series.points ? () => null : undefined,
        points: series.points ? { show: true, size: series.points, fill: color(series.color) } : { show: false },
        value: (plot, y) => number(logY && y !== null ? 10 ** y : y, 4),
      }))],
      cursor: { sync: chart.sync ? { key: chart.sync, scales: ['x', null] } : undefined, drag: { x: true, y: false, dist: 6 } },
      hooks: {
        drawClear: [(plot) => this.overlay(plot)],
        setScale: [(plot, key) => { if (key === 'x' && !this.feeding && plot.status === 1) this.ranged(plot); }],
      },
    };
    this.feeding = true;
    this.plot = new uPlot(options, columns(chart), this.place);
    this.feeding = false;
  }

  ranged(plot) {
    const { min, max } = plot.scales.x;
    const xs = plot.data[0];
    const whole = xs.length === 0 || (min <= xs[0] && max >= xs[xs.length - 1]);
    this.onRange(whole ? null : min, whole ? null : max);
  }

  /** New values for the same series; `range` keeps a zoom. */
  feed(changes, range = null) {
    Object.assign(this.chart, changes);
    if (isLog(this.chart) !== this.logY) this.draw();
    this.feeding = true;
    this.plot.setData(columns(this.chart), range === null);
    if (range !== null) this.plot.setScale('x', { min: range[0], max: range[1] });
    this.feeding = false;
  }

  /** Another axis: everything is drawn anew. */
  change(changes) {
    Object.assign(this.chart, changes);
    this.draw();
  }

  redraw() {
    this.plot.redraw(false, true);
  }

  destroy() {
    window.removeEventListener('themechange', this.rebuild);
    this.resizing.disconnect();
    this.plot.destroy();
  }
}

/** A card with a heading and room for a chart. */
export function chartCard(title, note) {
  const place = el('div.chart', { role: 'img', 'aria-label': title });
  return { place, card: el('section.card', {}, el('h2', {}, title), note ? el('p.soft', {}, note) : null, place) };
}

/** Log or linear time, remembered for all pages. */
export function axisChoice(onChange) {
  const key = 'driftlog-axis';
  const chosen = localStorage.getItem(key) ?? 'log';
  const choice = (value, text) => el('label', {}, el('input', {
    type: 'radio', name: 'axis', value, checked: value === chosen,
    change: () => { localStorage.setItem(key, value); onChange(value); },
  }), text);
  return {
    value: chosen,
    node: el('fieldset', {}, el('legend', {}, 'Time axis'), choice('log', 'logarithmic'), choice('linear', 'linear')),
  };
}
