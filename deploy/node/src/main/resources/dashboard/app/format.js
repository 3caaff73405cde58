/** Numbers and times as a person reads them. */

const SUPERSCRIPT = { '-': '⁻', 0: '⁰', 1: '¹', 2: '²', 3: '³', 4: '⁴', 5: '⁵', 6: '⁶', 7: '⁷', 8: '⁸', 9: '⁹' };

/** A number with a few digits; powers of ten beyond five places. */
export function number(value, digits = 3) {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–';
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e-3 && size < 1e5) return String(Number(value.toPrecision(digits)));
  const [mantissa, exponent] = value.toExponential(digits - 1).split('e');
  const power = '10' + [...String(Number(exponent))].map((sign) => SUPERSCRIPT[sign]).join('');
  const front = Number(mantissa);
  if (front === 1) return power;
  return front === -1 ? '-' + power : front + '·' + power;
}

const COUNT = new Intl.NumberFormat('en');
const CLOCK = new Intl.DateTimeFormat(undefined, { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' });

/** A count with separators. */
export function count(value) {
  return COUNT.format(value);
}

/** Wall clock, in the reader's time zone. */
export function clock(instant) {
  const date = new Date(instant);
  return Number.isNaN(date.valueOf()) ? '–' : CLOCK.format(date);
}

/** `loss-plateau` as `loss plateau`. */
export function words(kind) {
  return kind.replaceAll('-', ' ');
}
