/** The rows of a comparison, for the table and for CSV. */
import { number, within, words } from './format.js';
import { verdictWords } from './kinds.js';

/**
 * The comparison as sections of rows: `{title, rows: [{name, cells}]}`, with a cell for each run: `{text, values}`, where
 * `values` are the numbers of CSV.
 */
export function sectionsOf(comparison) {
  const { runs, spec, times, ends, verdicts, at, distances, partings, power } = comparison;
  const perRun = (entries, cell) =>
    runs.map(({ label }) => {
      const entry = entries.find(({ run }) => run === label);
      return entry ? cell(entry) : text('–');
    });
  const sections = [
    {
      title: 'Spec, where it differs',
      rows: spec.map(({ key, values }) => ({ name: key, cells: values.map((value) => text(value ?? '–')) })),
    },
    { title: 'Times t, and ratio to A', rows: times.map(quantityRow) },
    {
      title: 'At the end, and ratio to A',
      rows: [...ends.map(quantityRow), { name: 'verdict', cells: verdicts.map(verdictCell) }],
    },
    {
      title: `Distance of the weights to A, relative, at equal ${words(at)}`,
      rows: [
        { name: 'largest', cells: perRun(distances, largest) },
        { name: 'at the last point', cells: perRun(distances, ({ last }) => measured(last)) },
      ],
    },
    { title: 'The same as A, bit for bit', rows: [{ name: 'until', cells: perRun(partings, parting) }] },
  ];
  return [...sections.filter((section) => hasContent(section)), ...powerSection(power)];
}

const hasContent = ({ rows }) => rows.some(({ cells }) => cells.some((cell) => cell.text !== '–'));
const text = (value, values = []) => ({ text: value, values });
const measured = (value) => text(number(value, 4), [value]);

function quantityRow({ name, values }) {
  return { name: words(name), cells: values.map((value) => quantity(value, values[0])) };
}

function quantity(value, first) {
  if (value === null) return text('–');
  const { lower, upper, ratio, provisional } = value;
  const shown = within(value.value, lower ?? undefined, upper ?? undefined) + (provisional ? ' so far' : '');
  const shownRatio = ratio === null || value === first ? '' : ` (×${ratioText(value, first)})`;
  return { ...text(shown + shownRatio, [value.value, lower, upper, ratio]), provisional };
}

function ratioText({ ratio, lower, upper }, first) {
  const ends = [lower / first.upper, upper / first.lower];
  return lower !== null && first.lower > 0 ? within(ratio, ...ends) : number(ratio, 4);
}

function verdictCell(verdict) {
  if (verdict === null) return text('–');
  const provisional = verdict.stage !== 'final';
  const shown = verdictWords(verdict.kind) + (provisional ? ' so far' : '');
  return { ...text(shown), title: verdict.sentence, provisional };
}

function largest({ reason, max, maxAt }) {
  return reason === null ? text(`${number(max, 4)} at ${number(maxAt, 4)}`, [max]) : text(reason);
}

function parting({ same, step, sameTo }) {
  if (same === 0) return text('never');
  return text(step === null ? `the end of both` : `t = ${number(sameTo, 4)}, step ${step} differs`);
}

/** Fitted exponents, with their interval. They are of all runs. */
function powerSection(power) {
  if (power === null || power.exponents.length === 0) return [];
  const cells = ({ exponent, low, high, n }) => [
    text(`${within(exponent, low, high)} [${number(low)}, ${number(high)}], ${n} runs`, [exponent, low, high, n]),
  ];
  const rows = power.exponents.map((each) => ({ name: words(each.quantity), cells: cells(each), isOfAll: true }));
  return [{ title: `Exponent in ${power.key}, with its 95 % interval`, rows }];
}

/** One line for each value, with all digits of its numbers. */
export function csvOf({ runs }, sections) {
  const lines = sections.flatMap(({ title, rows }) =>
    rows.flatMap(({ name, cells, isOfAll }) =>
      cells.map(({ text: shown, values }, i) => [title, name, isOfAll ? '' : runs[i].runId, shown, ...values]),
    ),
  );
  const quoted = (value) => (/[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
  const head = ['section', 'name', 'run', 'text', 'value', 'lower', 'upper', 'ratio or n'];
  return [head, ...lines].map((line) => `${line.map((each) => quoted(String(each ?? ''))).join(',')}\n`).join('');
}

/** What tells a run from the others: the keys of its spec that differ, or its name. */
export function legendOf({ runs, spec }, index) {
  const told = spec.filter(({ key }) => key !== 'name').slice(0, 2);
  const pairs = told.map(({ key, values }) => `${key} ${values[index] ?? '–'}`);
  return `${runs[index].label}: ${pairs.join(', ') || runs[index].name}`;
}

/** The runs with the objective of the first, and a sentence about the others; null if there are none. */
export function overlay(runs) {
  const { objective } = runs[0];
  const others = runs.filter((run) => run.objective !== objective);
  const list = others.map((run) => `${run.label} (${run.objective})`).join(', ');
  const sentence = `The plots have the runs of ${objective} only, as A is: the losses of ${list} measure something else.`;
  return { isDrawn: (run) => run.objective === objective, sentence: others.length === 0 ? null : sentence };
}

/** The mean of the known values within `width` points around each one; a value that is missing stays so. */
export function smooth(values, width) {
  const reach = Math.floor(width / 2);
  if (reach === 0) return values;
  return values.map((value, i) => {
    if (value === null) return null;
    const near = values.slice(Math.max(0, i - reach), i + reach + 1).filter((each) => each !== null);
    return near.reduce((sum, each) => sum + each, 0) / near.length;
  });
}

/** Values divided by the first that is neither missing nor zero. */
export function relative(values) {
  const first = values.find(Boolean) ?? 1;
  return values.map((value) => (value === null ? null : value / first));
}

/** The ends of an axis from two texts; null for an end that is not a number, and if both are not. */
export function limitsOf(from, to) {
  const ends = [from, to].map((text) => (text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : null));
  return ends.every((end) => end === null) ? null : ends;
}
