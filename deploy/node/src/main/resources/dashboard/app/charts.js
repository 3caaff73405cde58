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

/** uPlot has no ticks for log axes that reach near 1e-16. */
const LEAST = 1e-12;

/** What a log axis cannot show is left out. */
const positive = (values) => values.map((value) => (value >= LEAST ? value : null));

function columns(chart) {
  const xs = chart.logX ? positive(chart.x) : chart.x;
  const kept = [];
  xs.forEach((x, i) => { if (x !== null && Number.isFinite(x)) kept.push(i); });
  return [kept.map((i) => xs[i]), ...chart.series.map((series) => {
    const values = chart.logY ? positive(series.values) : series.values;
    return kept.map((i) => values[i] ?? null);
  })];
}

/** Of a log axis only whole powers of ten get a line and a number. */
const powers = (plot, ticks) => ticks.map((tick) => (Number.isInteger(Math.round(1e9 * Math.log10(tick)) / 1e9) ? tick : null));

function axis(label, size, isLog) {
  const filter = isLog ? { filter: powers } : {};
  return {
    label, size, labelSize: 20, stroke: color('--soft'), font: '12px system-ui', labelFont: '12px system-ui',
    grid: { stroke: color('--line'), width: 1, ...filter }, ticks: { stroke: color('--line'), width: 1, ...filter },
    values: (plot, ticks) => ticks.map((tick) => (tick === null ? '' : number(tick))),
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
    const options = {
      width: this.width(), height: this.height,
      scales: { x: { time: false, distr: chart.logX ? 3 : 1 }, y: { distr: chart.logY ? 3 : 1 } },
      axes: [axis(chart.xLabel, 44, chart.logX), axis(chart.label, 62, chart.logY)],
      series: [{ label: chart.xLabel, value: (plot, x) => number(x, 5) }, ...chart.series.map((series) => ({
        label: series.label, stroke: color(series.color), width: series.points ? 0 : 1.8, dash: series.dash, spanGaps: true,
        paths: series.points ? () => null : undefined,
        points: series.points ? { show: true, size: series.points, fill: color(series.color) } : { show: false },
        value: (plot, y) => number(y, 4),
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
