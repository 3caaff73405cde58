/** A chart as an SVG file, for documents. */
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

const WIDTH = 720;
const HEIGHT = 440;
const BOX = { left: 76, right: 704, top: 16, bottom: 340 };
const LEGEND_ROW = 18;
const INK = '#17202a';
const GRID = '#d5dbe1';

/**
 * The text of the file.
 *
 * @param {object} chart as `Chart` takes it, with the left ordinate only
 * @param {(name: string) => string} colorOf the value of a CSS colour
 */
export function svgOf(chart, colorOf) {
  const [x, ...columns] = columnsOf(chart);
  const [{ label, isLog }] = ordinatesOf(chart);
  const xs = axisOf(x, chart.logX, chart.xLimits, [BOX.left, BOX.right]);
  const ys = ordinateOf(columns.flat(), isLog, chart.yLimits);
  const lines = columns.map((values, i) => lineOf(x.map(xs.place), values.map(ys.place), chart.series[i], colorOf));
  const legend = chart.series.map((series, i) => legendRow(series, BOX.bottom + 56 + i * LEGEND_ROW, colorOf));
  const height = Math.max(HEIGHT, BOX.bottom + 66 + chart.series.length * LEGEND_ROW);
  const [width, tall] = [BOX.right - BOX.left, BOX.bottom - BOX.top];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}"`,
    ` font-family="sans-serif" font-size="12" fill="${INK}">`,
    `<rect width="100%" height="100%" fill="#fff"/>`,
    `<clipPath id="box"><rect x="${BOX.left}" y="${BOX.top}" width="${width}" height="${tall}"/></clipPath>`,
    ...xs.ticks.map(([at, text]) => grid(at, BOX.top, at, BOX.bottom) + words(at, BOX.bottom + 16, text, 'middle')),
    ...ys.ticks.map(([at, text]) => grid(BOX.left, at, BOX.right, at) + words(BOX.left - 6, at + 4, text, 'end')),
    words((BOX.left + BOX.right) / 2, BOX.bottom + 34, chart.xLabel, 'middle'),
    `<text transform="translate(16 ${(BOX.top + BOX.bottom) / 2}) rotate(-90)" text-anchor="middle">`,
    `${escaped(label)}</text>`,
    `<g clip-path="url(#box)" fill="none" stroke-width="1.6">${lines.join('')}</g>`,
    ...legend,
    '</svg>\n',
  ].join('');
}

function axisOf(values, isLog, limits, ends) {
  const least = values[0] ?? null;
  const [min, max] = limited(isLog ? exactRange(least, values.at(-1) ?? null) : spread(least, values.at(-1)), limits);
  const scale = isLog ? Math.log10 : (value) => value;
  const ticks = isLog ? logTicks(scale(min), scale(max)).map(power) : evenTicks(min, max);
  return placed(ticks, number, (value) => (scale(value) - scale(min)) / (scale(max) - scale(min)), ends);
}

/** The ordinate of values; those of a log one are logarithms already. */
function ordinateOf(values, isLog, limits) {
  const known = values.filter((value) => value !== null);
  const [low, high] = known.length === 0 ? [null, null] : [least(known), -least(known.map((value) => -value))];
  const ends = isLog ? limits?.map((end) => (end > 0 ? Math.log10(end) : null)) : limits;
  const [min, max] = limited(isLog ? logRange(low, high) : spread(low, high), ends);
  const ticks = isLog ? logTicks(min, max) : evenTicks(min, max);
  const text = (tick, digits) => number(isLog ? power(tick) : tick, digits);
  const fraction = (value) => (value === null ? null : (value - min) / (max - min));
  return placed(ticks, text, fraction, [BOX.bottom, BOX.top]);
}

const least = (values) => values.reduce((a, b) => Math.min(a, b));

function spread(min, max) {
  if (min === null) return [0, 1];
  return min === max ? [min - 1, max + 1] : [min, max];
}

function placed(ticks, text, fraction, [from, to]) {
  const place = (value) => {
    const part = fraction(value);
    return part === null ? null : Number((from + part * (to - from)).toFixed(2));
  };
  const texts = distinctTexts(ticks, text);
  return { place, ticks: ticks.map((tick, i) => [place(tick), texts[i]]) };
}

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const words = (x, y, text, anchor) => `<text x="${x}" y="${y}" text-anchor="${anchor}">${escaped(text)}</text>`;
const grid = (x1, y1, x2, y2) => `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="${GRID}"/>`;
const dashOf = ({ dash }) => (dash ? ` stroke-dasharray="${dash.join(' ')}"` : '');

function lineOf(xs, ys, series, colorOf) {
  const points = xs.flatMap((x, i) => (ys[i] === null ? [] : [`${x},${ys[i]}`]));
  return `<polyline points="${points.join(' ')}" stroke="${colorOf(series.color)}"${dashOf(series)}/>`;
}

function legendRow(series, y, colorOf) {
  const line = `<line x1="${BOX.left}" y1="${y}" x2="${BOX.left + 24}" y2="${y}"`;
  const stroke = `stroke="${colorOf(series.color)}" stroke-width="2"${dashOf(series)}/>`;
  return `${line} ${stroke}${words(BOX.left + 32, y + 4, series.label, 'start')}`;
}
