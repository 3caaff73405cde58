/** Charts of many points, drawn by uPlot. */
import { el } from './dom.js';
import { number } from './format.js';
import {
  columnsOf,
  distinctTexts,
  evenTicks,
  exactRange,
  hasLogOrdinate,
  logRange,
  logTicks,
  power,
} from './scales.js';
import { uPlot } from './uplot.js';

const HEIGHT = 230;
const LEAST_WIDTH = 260;
const FONT = '12px system-ui';

/** The value of a CSS colour, by its name such as `--train`. */
export function color(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** Series with separate abscissas `x`, as a description with one common `x`. */
export function overOneAbscissa(series) {
  const [x, ...values] = uPlot.join(series.map((each) => [each.x, each.values]));
  return { x, series: series.map((each, i) => ({ ...each, values: values[i] })) };
}

function axis(label, size, ticks, text) {
  return {
    label,
    size,
    labelSize: 20,
    stroke: color('--soft'),
    font: FONT,
    labelFont: FONT,
    grid: { stroke: color('--line'), width: 1 },
    ticks: { stroke: color('--line'), width: 1 },
    splits: (_plot, _axisIndex, min, max) => ticks(min, max),
    values: (_plot, shown) => distinctTexts(shown, text),
  };
}

function line(series, value) {
  const stroke = color(series.color);
  const drawn = { label: series.label, stroke, dash: series.dash, spanGaps: true, value: (_plot, y) => value(y) };
  if (!series.points) return { ...drawn, width: 1.8, points: { show: false } };
  return { ...drawn, width: 0, paths: () => null, points: { show: true, size: series.points, fill: stroke } };
}

function options({ label, xLabel, logX, series, sync }, hasLogY) {
  const ordinate = (y, digits) => number(hasLogY && y !== null ? power(y) : y, digits);
  const xTicks = logX ? (min, max) => logTicks(Math.log10(min), Math.log10(max)).map(power) : evenTicks;
  return {
    scales: {
      x: { time: false, ...(logX ? { distr: 3, range: (_plot, min, max) => exactRange(min, max) } : { distr: 1 }) },
      y: hasLogY ? { range: (_plot, min, max) => logRange(min, max) } : {},
    },
    axes: [axis(xLabel, 44, xTicks, number), axis(label, 62, hasLogY ? logTicks : evenTicks, ordinate)],
    series: [
      { label: xLabel, value: (_plot, x) => number(x, 4) },
      ...series.map((each) => line(each, (y) => ordinate(y, 4))),
    ],
    cursor: {
      sync: sync ? { key: sync, scales: ['x', null] } : undefined,
      drag: { x: true, y: false, dist: 6 },
    },
  };
}

/**
 * A chart in an element. Its description is `{label, xLabel, x, logX, logY, sync, series}` and a series is
 * `{label, color, values, dash, points}`. Charts of the same `sync` share their cursor; `points` is the size of points
 * that are drawn instead of a line.
 */
export class Chart {
  #place;
  #description;
  #handlers;
  #height;
  #plot = null;
  #hasLogY = false;
  #isFeeding = false;
  #draw = () => this.#build();
  #resizing = new ResizeObserver(() => this.#plot?.setSize(this.#size()));

  /**
   * @param {HTMLElement} place
   * @param {object} description
   * @param {object} [handlers] `overlay(plot)` draws beneath the lines; `onRange(min, max)` gets a zoom, nulls for none
   * @param {number} [height] in pixels
   */
  constructor(place, description, handlers = {}, height = HEIGHT) {
    this.#place = place;
    this.#description = description;
    this.#handlers = handlers;
    this.#height = height;
    window.addEventListener('themechange', this.#draw);
    this.#resizing.observe(place);
    this.#build();
  }

  #size() {
    return { width: Math.max(LEAST_WIDTH, this.#place.clientWidth), height: this.#height };
  }

  #build() {
    this.#plot?.destroy();
    this.#hasLogY = hasLogOrdinate(this.#description);
    const hooks = {
      drawClear: [(plot) => this.#handlers.overlay?.(plot)],
      setScale: [(plot, key) => key === 'x' && !this.#isFeeding && plot.status === 1 && this.#zoomed(plot)],
    };
    const all = { ...this.#size(), ...options(this.#description, this.#hasLogY), hooks };
    this.#fed(() => {
      this.#plot = new uPlot(all, columnsOf(this.#description), this.#place);
    });
  }

  /** Changes of the scale within `action` are not the reader's. */
  #fed(action) {
    this.#isFeeding = true;
    action();
    this.#isFeeding = false;
  }

  #zoomed(plot) {
    const { min, max } = plot.scales.x;
    const xs = plot.data[0];
    const isWhole = xs.length === 0 || (min <= xs[0] && max >= xs[xs.length - 1]);
    this.#handlers.onRange?.(isWhole ? null : min, isWhole ? null : max);
  }

  /** Draws new abscissas `x` and new values of the same series; `range` keeps a zoom. */
  feed(x, values, range = null) {
    const series = this.#description.series.map((each, i) => ({ ...each, values: values[i] }));
    this.#description = { ...this.#description, x, series };
    if (hasLogOrdinate(this.#description) !== this.#hasLogY) this.#build();
    this.#fed(() => {
      this.#plot.setData(columnsOf(this.#description), range === null);
      if (range !== null) this.#plot.setScale('x', { min: range[0], max: range[1] });
    });
  }

  /** Draws everything again with some parts of the description changed. */
  change(changes) {
    Object.assign(this.#description, changes);
    this.#build();
  }

  /** Draws the overlay again. */
  redraw() {
    this.#plot.redraw(false, true);
  }

  destroy() {
    window.removeEventListener('themechange', this.#draw);
    this.#resizing.disconnect();
    this.#plot.destroy();
  }
}

/** A card with a heading and room for a chart. */
export function chartCard(title, note = null) {
  const place = el('div.chart', { role: 'img', 'aria-label': title });
  return { place, card: el('section.card', {}, el('h2', {}, title), note && el('p.soft', {}, note), place) };
}

/** The choice of a logarithmic or linear time axis, which all pages remember. */
export function axisChoice(onChange) {
  const choice = (value, text) => {
    const change = () => {
      localStorage.setItem(AXIS_KEY, value);
      onChange(value);
    };
    return el(
      'label',
      {},
      el('input', { type: 'radio', name: 'axis', value, checked: value === chosenAxis(), change }),
      text,
    );
  };
  const legend = el('legend', {}, 'Time axis');
  return el('fieldset', {}, legend, choice('log', 'logarithmic'), choice('linear', 'linear'));
}

const AXIS_KEY = 'driftlog-axis';

/** The time axis that the reader chose last: `log` or `linear`. */
export function chosenAxis() {
  return localStorage.getItem(AXIS_KEY) ?? 'log';
}
