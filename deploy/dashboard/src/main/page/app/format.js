/** Numbers and times as text for people. */

const SMALLEST = 1e-3;
const LARGEST = 1e5;
const isPlain = (value) => value === 0 || (Math.abs(value) >= SMALLEST && Math.abs(value) < LARGEST);
const isMissing = (value) => value === null || value === undefined || !Number.isFinite(value);

/**
 * A number with at most `digits` significant digits: `0.0123`, `1e-5`, `4.72e6`; a dash for a missing one.
 *
 * @param {number|null|undefined} value
 * @param {number} [digits] at most 4
 */
export function number(value, digits = 3) {
  return isMissing(value) ? '–' : exact(Number(value.toPrecision(digits)));
}

/** A number with all its digits, in the same style. */
export function exact(value) {
  return isPlain(value) ? String(value) : value.toExponential().replace('e+', 'e');
}

/**
 * A number that is known to lie in a bracket: no digit below the leading digit of the bracket's width, one to four digits.
 * A bracket that is missing or has no width leaves four.
 */
export function within(value, lower, upper) {
  const width = Math.abs(upper - lower);
  if (isMissing(value) || value === 0 || !(width > 0 && width < Number.POSITIVE_INFINITY)) return number(value, 4);
  const exponent = (text) => Number(text.split('e')[1]);
  const supported = exponent(value.toExponential()) - exponent(width.toExponential(3)) + 1;
  return number(value, Math.max(1, Math.min(supported, 4)));
}

const COUNT = new Intl.NumberFormat('en');

/** A count with separators. */
export function count(value) {
  return COUNT.format(value);
}

/** The format of Sweden is that of ISO 8601. */
const CLOCK = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium' });

/** Date and time in the reader's time zone: `2026-11-30 16:58:58`. */
export function clock(instant) {
  const date = new Date(instant);
  return Number.isNaN(date.valueOf()) ? '–' : CLOCK.format(date);
}

/** `loss-plateau` as `loss plateau`. */
export function words(kind) {
  return kind.replaceAll('-', ' ');
}
