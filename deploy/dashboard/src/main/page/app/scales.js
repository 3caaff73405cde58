/**
 * Values, ranges and ticks of a chart. A log ordinate is drawn as the logarithm on a linear scale, because the log scale
 * of uPlot has no ticks near 1e16 and 1e-16.
 */

/** The smallest abscissa of a log axis. */
const SMALLEST = 1e-12;

/** uPlot has no ticks for larger numbers on a linear ordinate: a run that diverges is drawn on a log one. */
const LARGEST = 1e15;
const MOST_TICKS = 9;
const MOST_DIGITS = 15;
const TOLERANCE = 1e-9;

/** Whether the ordinate is logarithmic: where asked for, and where large positive values need it. */
export function hasLogOrdinate({ logY, series }) {
  const some = (test) => series.some(({ values }) => values.some(test));
  return logY || (some((value) => value > LARGEST) && !some((value) => value < 0));
}

/** The left ordinate of a chart, and the right one where it has one: `{label, isLog}`. */
export function ordinatesOf({ label, logY, right, series }) {
  const own = (isRight) => series.filter((each) => Boolean(each.isRight) === isRight);
  const left = { label, isLog: hasLogOrdinate({ logY, series: own(false) }) };
  return right ? [left, { label: right.label, isLog: hasLogOrdinate({ ...right, series: own(true) }) }] : [left];
}

/**
 * The columns that uPlot draws: increasing abscissas, then the values of each series; without what the abscissa cannot
 * show.
 */
export function columnsOf(chart) {
  let newest = Number.NEGATIVE_INFINITY;
  const isShown = (x) => x !== null && Number.isFinite(x) && (!chart.logX || x >= SMALLEST) && x > newest;
  const kept = [];
  chart.x.forEach((x, i) => {
    if (!isShown(x)) return;
    newest = x;
    kept.push(i);
  });
  const ordinates = ordinatesOf(chart);
  const valuesOf = ({ isRight, values }) => {
    const ordinate = ordinates[isRight ? 1 : 0].isLog ? logarithm : (value) => value ?? null;
    return kept.map((i) => ordinate(values[i]));
  };
  return [kept.map((i) => chart.x[i]), ...chart.series.map(valuesOf)];
}

const logarithm = (value) => (value > 0 ? Math.log10(value) : null);

/** Multiples of 1, 2 or 5 times a power of ten. */
export function evenTicks(min, max) {
  const rough = (max - min) / (MOST_TICKS - 3);
  if (!(rough > 0)) return [min];
  const unit = 10 ** Math.floor(Math.log10(rough));
  const step = unit * ([1, 2, 5].find((factor) => factor * unit >= rough) ?? 10);
  const first = Math.ceil(min / step - TOLERANCE);
  const last = Math.floor(max / step + TOLERANCE);
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** Ticks of logarithms: integers, not too many; within one power of ten, the logarithms of even values. */
export function logTicks(min, max) {
  const low = Math.ceil(min - TOLERANCE);
  const high = Math.floor(max + TOLERANCE);
  if (high - low < 1) {
    return evenTicks(10 ** min, 10 ** max)
      .filter((tick) => tick > 0)
      .map(Math.log10);
  }
  const every = Math.ceil((high - low) / MOST_TICKS);
  const first = Math.ceil(low / every) * every;
  return Array.from({ length: Math.floor((high - first) / every) + 1 }, (_, i) => first + i * every);
}

/** Texts of ticks, by `text(tick, digits)`, with as many digits as tell neighbours apart. */
export function distinctTexts(ticks, text) {
  const withDigits = (digits) => ticks.map((tick) => (tick === null ? null : text(tick, digits)));
  const repeats = (texts) => texts.some((each, i) => each !== null && each === texts[i - 1]);
  let digits = 3;
  while (digits < MOST_DIGITS && repeats(withDigits(digits))) digits++;
  return withDigits(digits);
}

/** Ten to an exponent; exact where that is an integer. */
export function power(exponent) {
  return Number.isInteger(exponent) ? Number(`1e${exponent}`) : 10 ** exponent;
}

/** The range of an ordinate of logarithms: integers where it spans at least one. */
export function logRange(min, max) {
  if (min === null || max === null) return [-1, 0];
  const pad = Math.max(0.01, 0.08 * (max - min));
  return max - min < 1 ? [min - pad, max + pad] : [Math.floor(min), Math.ceil(max)];
}

/** A range with those of its ends replaced that the reader has set. */
export function limited([min, max], limits) {
  const [low, high] = [limits?.[0] ?? min, limits?.[1] ?? max];
  return low < high ? [low, high] : [min, max];
}

/** The range of a log abscissa: that of the data or of the zoom. */
export function exactRange(min, max) {
  if (min === null) return [0.1, 1];
  return min === max ? [min / 2, max * 2] : [min, max];
}
