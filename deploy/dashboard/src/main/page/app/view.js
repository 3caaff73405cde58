/** What the panels of a run share: the run, its findings and steps, and what the reader looks at. */
import { ABSCISSAS } from './abscissa.js';
import { api, stepsWhenRead } from './api.js';
import { chosenAxis } from './charts.js';
import { say, settled } from './dom.js';

const POINTS = 1500;
const COLUMNS = ['seq', 'step', 'time', 'stepSize', 'trainLoss', 'testLoss', 'weightNormSquared', 'gradientNorm'];
const ZOOM_MILLIS = 150;
const FINDINGS_MILLIS = 250;

/**
 * A run as it is shown. A panel is a function `(view) => ({ node, ...methods })` with those methods that it needs. The view
 * calls `run`, `findings`, `steps`, `axis` and `mark` when that field has changed, `reading(part)` while a long run is
 * read (null at the end), `goTo(time)` when the reader asks for a time, and `destroy` when the page is left. The page calls
 * `shown` each time that the panel's tab is shown.
 */
export class RunView {
  #panels = [];
  #reloads = 0;
  #signal;
  #zoomed = settled(() => this.#reload(), ZOOM_MILLIS);
  #foundMore = settled(() => this.tell('findings'), FINDINGS_MILLIS);

  /** The run: its state, as of the newest event. */
  run;
  /** The spec of the run. */
  spec;
  /** All findings of the run, in the order of the log. */
  findings;
  /** The steps that are drawn, as columns of equal length. */
  columns = Object.fromEntries(COLUMNS.map((name) => [name, []]));
  /** The axis of time: a name in `ABSCISSAS`. */
  axis;
  /** First and last flow time of the zoom; null for the whole run. */
  range = null;
  /** The step that the reader looks at; null before there is one. */
  mark = null;

  constructor(detail, findings, signal) {
    this.run = detail.run;
    this.spec = detail.spec;
    this.findings = findings;
    this.#signal = signal;
    this.axis = chosenAxis(this.axes);
  }

  static async open(runId, signal) {
    // The node begins to read a long run from its log.
    api.steps(runId, { points: 2, wait: 0 }).catch(() => {});
    const [detail, { findings }] = await Promise.all([api.run(runId), api.findings(runId)]);
    return new RunView(detail, findings, signal);
  }

  get runId() {
    return this.run.runId;
  }

  get weightDecay() {
    return this.run.setup?.weightDecay ?? 0;
  }

  /** The axes of time that this run has; without weight decay there is no slow time. */
  get axes() {
    return Object.keys(ABSCISSAS).filter((name) => name !== 'slow' || this.weightDecay > 0);
  }

  /** Makes the panels, and shows the steps in them; then follows the run until its page is left. */
  async show(panels) {
    this.#panels = panels;
    this.#signal.addEventListener('abort', () => this.tell('destroy'));
    this.tell('run');
    this.tell('findings');
    await this.#reload();
  }

  /** Keeps the panels up to date. */
  follow() {
    const handlers = {
      run: (changed) => {
        this.run = changed;
        this.tell('run');
      },
      steps: (changed) => this.#append(changed.columns),
      finding: (finding) => {
        if (!this.findings.some((known) => keyOf(known) === keyOf(finding))) {
          this.findings = [...this.findings, finding];
          this.#foundMore();
        }
      },
    };
    api.watch(
      this.runId,
      (this.columns.seq.at(-1) ?? -1) + 1,
      handlers,
      this.#signal,
      () => this.run.state === 'running',
    );
  }

  /** Calls a method of every panel that has it. */
  tell(change, ...values) {
    for (const panel of this.#panels) panel[change]?.(...values);
  }

  addFindings(more) {
    this.findings = [...this.findings, ...more];
    this.tell('findings');
  }

  setMark(mark) {
    this.mark = mark;
    this.tell('mark');
  }

  /** Another time axis, over the whole run. */
  setAxis(axis) {
    this.axis = axis;
    this.tell('axis');
    this.showWhole();
  }

  showWhole() {
    this.range = null;
    this.#reload();
  }

  /** Shows the steps between two times; nulls for the whole run. */
  zoom(min, max) {
    const old = this.range;
    if (min === null ? old === null : old !== null && isSameRange(old, [min, max])) return;
    this.range = min === null ? null : [min, max];
    this.#zoomed();
  }

  async #reload() {
    const mine = ++this.#reloads;
    const isWanted = () => mine === this.#reloads && !this.#signal.aborted;
    const [from, to] = this.range ?? [];
    try {
      const steps = await stepsWhenRead(
        this.runId,
        { axis: ABSCISSAS[this.axis].request, points: POINTS, from, to },
        (part) => {
          if (isWanted()) this.tell('reading', part);
          return isWanted();
        },
      );
      if (!isWanted()) return;
      this.columns = steps.columns;
      this.tell('reading', null);
      this.tell('steps');
    } catch (error) {
      say(error.message, true);
    }
  }

  /** New steps of a live run; a zoom does not show them. */
  #append(columns) {
    if (this.range !== null) return;
    for (const name of COLUMNS) this.columns[name] = [...this.columns[name], ...columns[name]];
    if (this.columns.time.length > 2.5 * POINTS) this.#reload();
    else this.tell('steps');
  }
}

const isSameRange = (old, range) => Math.abs(range[0] - old[0]) + Math.abs(range[1] - old[1]) < 1e-9 * range[1];
const keyOf = (f) => [f.analyzer, f.version, JSON.stringify(f.parameters), f.seq, f.index].join(' ');
