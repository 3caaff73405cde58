/** Charts of many points, drawn by uPlot. */
import { el } from './dom.js';
import { number } from './format.js';
import {
  columnsOf,
  distinctTexts,
  evenTicks,
  exactRange,
  limited,
  logRange,
  logTicks,
  ordinatesOf,
  power,
} from './scales.js';
import { uPlot } from './uplot.js';

const HEIGHT = 230;
const LEAST_WIDTH = 260;
const LEAST_HEIGHT = 100;
const AXIS_WIDTH = 62;
const LABEL_SIZE = 16;
const LEGEND_HEIGHT = 22;
const SCALES = ['y', 'right'];
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
    labelSize: LABEL_SIZE,
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
  const scale = SCALES[series.isRight ? 1 : 0];
  const drawn = { label: series.label, scale, stroke, dash: series.dash, spanGaps: true, value: (_p, y) => value(y) };
  if (!series.points) return { ...drawn, width: 1.8, points: { show: false } };
  return { ...drawn, width: 0, paths: () => null, points: { show: true, size: series.points, fill: stroke } };
}

const valueText = (isLog) => (y, digits) => number(isLog && y !== null ? power(y) : y, digits);

function ordinateAxis({ label, isLog }, i) {
  const drawn = axis(label, AXIS_WIDTH, isLog ? logTicks : evenTicks, valueText(isLog));
  return i === 0 ? { ...drawn, scale: 'y' } : { ...drawn, scale: 'right', side: 1, grid: { show: false } };
}

function ordinateScale({ isLog }, limits) {
  if (isLog) {
    const ends = limits?.map((end) => (end > 0 ? Math.log10(end) : null));
    return { range: (_plot, min, max) => limited(logRange(min, max), ends) };
  }
  return limits ? { range: (_plot, min, max) => limited(uPlot.rangeNum(min, max, 0.1, true), limits) } : {};
}

function options({ xLabel, logX, xLimits, yLimits, series, sync, strip, hasRightMargin }, ordinates) {
  const xTicks = logX ? (min, max) => logTicks(Math.log10(min), Math.log10(max)).map(power) : evenTicks;
  const xRange = (_plot, min, max) => limited(logX ? exactRange(min, max) : [min ?? 0, max ?? 1], xLimits);
  return {
    padding: [strip ?? null, hasRightMargin ? AXIS_WIDTH + LABEL_SIZE : null, null, null],
    scales: {
      x: { time: false, distr: logX ? 3 : 1, ...(logX || xLimits ? { range: xRange } : {}) },
      ...Object.fromEntries(ordinates.map((each, i) => [SCALES[i], ordinateScale(each, yLimits)])),
    },
    axes: [axis(xLabel, 30, xTicks, number), ...ordinates.map(ordinateAxis)],
    series: [
      { label: xLabel, value: (_plot, x) => number(x, 4) },
      ...series.map((each) => line(each, (y) => valueText(ordinates[each.isRight ? 1 : 0].isLog)(y, 4))),
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
 * that are drawn instead of a line. With `right: {label, logY}` the series with `isRight` have the ordinate at the right;
 * `hasRightMargin` leaves its room empty, `strip` some pixels above. `xLimits` and `yLimits` are ends of the axes; null
 * for those that the data give.
 */
export class Chart {
  #place;
  #description;
  #handlers;
  #height;
  #plot = null;
  #ordinates = [];
  #isFeeding = false;
  #draw = () => this.#build();
  #resizing = new ResizeObserver(() => this.#plot?.setSize(this.#size()));

  /**
   * @param {HTMLElement} place
   * @param {object} description
   * @param {object} [handlers] `overlay(plot)` draws beneath the lines; `onRange(min, max)` gets a zoom, nulls for none
   * @param {number|null} [height] in pixels; null fills the place
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
    const legend = this.#plot?.root.querySelector('.u-legend')?.offsetHeight || LEGEND_HEIGHT;
    const height = this.#height ?? Math.max(LEAST_HEIGHT, this.#place.clientHeight - legend);
    return { width: Math.max(LEAST_WIDTH, this.#place.clientWidth), height };
  }

  #build() {
    this.#plot?.destroy();
    this.#ordinates = ordinatesOf(this.#description);
    const hooks = {
      drawClear: [(plot) => this.#handlers.overlay?.(plot)],
      setScale: [(plot, key) => key === 'x' && !this.#isFeeding && plot.status === 1 && this.#zoomed(plot)],
    };
    const all = { ...this.#size(), ...options(this.#description, this.#ordinates), hooks };
    this.#fed(() => {
      this.#plot = new uPlot(all, columnsOf(this.#description), this.#place);
    });
    if (this.#height === null) this.#resizing.observe(this.#plot.root.querySelector('.u-legend'));
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
    const isSame = ({ isLog }, i) => isLog === this.#ordinates[i].isLog;
    if (!ordinatesOf(this.#description).every(isSame)) this.#build();
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

/** A card without a heading, which its chart fills. */
export function filledCard(title, ...above) {
  const place = el('div.chart.fill', { role: 'img', 'aria-label': title });
  return { place, card: el('section.card', { 'aria-label': title }, ...above, place) };
}

/** The choice of the axis of time, remembered; `choices` are pairs of value and text. */
export function axisChoice(choices, onChange) {
  const choice = ([value, text]) => {
    const change = () => {
      localStorage.setItem(AXIS_KEY, value);
      onChange(value);
    };
    const checked = value === chosenAxis(choices.map(([each]) => each));
    return el('label', {}, el('input', { type: 'radio', name: 'axis', value, checked, change }), text);
  };
  return el('fieldset', {}, el('legend', {}, 'Time axis'), choices.map(choice));
}

const AXIS_KEY = 'driftlog-axis';

/** The axis of time that the reader chose last, if it is one of these; otherwise the first. */
export function chosenAxis(values) {
  const chosen = localStorage.getItem(AXIS_KEY);
  return values.includes(chosen) ? chosen : values[0];
}
