/** One run: its curves with phases as bands, live; the slow phase; the state at any step; what one may do with it. */
import { api, stepsWhenRead } from './api.js';
import { actions } from './actions.js';
import { axisChoice, Chart, chartCard } from './charts.js';
import { el, fill, painted, say, settled } from './dom.js';
import { clock, count, number } from './format.js';
import { bands, overlay, phaseList } from './phases.js';
import { slowPhase } from './slow.js';
import { timeSlider } from './slider.js';
import { verdict } from './runs.js';

const POINTS = 1500;
const NAMES = ['seq', 'step', 'time', 'stepSize', 'trainLoss', 'testLoss', 'weightNormSquared', 'gradientNorm'];

function curves(weightDecay) {
  return [
    { title: 'Training and test loss', label: 'loss', logY: true, series: (c) => [
      { label: 'training loss F', color: '--train', values: c.trainLoss }, { label: 'test loss', color: '--test', values: c.testLoss }] },
    { title: 'Squared norm of the weights', label: '‖w‖²', logY: false, series: (c) => [{ label: '‖w‖²', color: '--norm', values: c.weightNormSquared }] },
    { title: 'Loss gradient against weight decay', label: 'norm', logY: true, series: (c) => [
      { label: '‖∇F‖', color: '--gradient', values: c.gradientNorm },
      { label: 'λ‖w‖', color: '--decay', dash: [6, 4], values: c.weightNormSquared.map((s) => (s === null ? null : weightDecay * Math.sqrt(s))) }] },
    { title: 'Step size', label: 'h', logY: true, series: (c) => [{ label: 'step size', color: '--accent', values: c.stepSize }] },
  ];
}

export async function runPage(content, runId) {
  // A long run is read from the log meanwhile.
  api.steps(runId, { points: 2, wait: 0 }).catch(() => {});
  const [detail, found] = await Promise.all([api.run(runId), api.findings(runId)]);
  let run = detail.run;
  let findings = found.findings;
  let range = null;
  let columns = emptyColumns();
  const weightDecay = run.setup?.weightDecay ?? 0;
  const state = { bands: [], mark: null };

  const axis = axisChoice((value) => { charts.forEach((c) => c.change({ logX: value === 'log' })); range = null; reload(value); slow.axis(value); });
  let along = axis.value;
  const head = el('div', {});
  const phases = el('div', {});
  const whole = el('button', { type: 'button', disabled: true, click: () => { range = null; reload(along); } }, 'Whole run');
  const cards = curves(weightDecay).map((curve) => ({ curve, ...chartCard(curve.title) }));
  const reading = el('span.reading', { role: 'status' });
  const slow = slowPhase(runId, weightDecay, along);
  const slider = timeSlider(runId, detail, (time) => { state.mark = time; charts.forEach((c) => c.redraw()); });
  const findingsTable = el('div.scroll', {});
  const does = actions(runId, detail, () => slider.seq(), (list) => { findings = [...findings, ...list]; showFindings(); });

  fill(content, head, el('section.card', { 'aria-label': 'Phases' }, el('div.row', {}, axis.node, whole, el('span.soft', {}, 'Drag in a plot to zoom.'), reading), phases),
    slider.card, el('div.grid', {}, cards.map((c) => c.card)), slow.card,
    el('section.card', {}, el('h2', {}, 'Findings'), findingsTable),
    el('section.card', {}, el('details', {}, el('summary', {}, 'Spec'), el('pre', {}, JSON.stringify(detail.spec, null, 2)))));

  function header() {
    const ended = run.end;
    const fact = (name, value) => [el('div', {}, el('dt', {}, name), el('dd', {}, value))];
    const wide = (name, value) => [el('div.wide', {}, el('dt', {}, name), el('dd', {}, value))];
    fill(head,
      el('div.row', {}, el('h1', {}, run.name || run.runId), el(`span.pill.${run.state}`, {}, run.state), verdict(run),
        run.state === 'running' && run.progress !== null ? el('progress', { max: 1, value: run.progress, 'aria-label': 'Progress in ln t' }) : null,
        does.node(run)),
      ended && run.state !== 'completed' ? el('div.card.error', {}, el('strong', {}, `${run.state}: ${ended.cause.replaceAll('-', ' ')}. `), ended.reason) : null,
      el('dl.facts', {},
        wide('run', run.runId), fact('objective', run.setup?.objective ?? '–'), fact('method', run.setup?.method ?? '–'), fact('weight decay λ', number(weightDecay)),
        fact('weights d', count(run.setup?.dimension ?? 0)), fact('samples n', count(run.setup?.samples ?? 0)), fact('steps', count(run.steps)),
        fact('t', number(run.time, 4)), fact('λt', number(run.time * weightDecay, 4)),
        fact('training loss', number(run.last?.trainLoss)), fact('test loss', number(run.last?.testLoss)), fact('‖w‖²', number(run.last?.weightNormSquared, 5)),
        fact('started', clock(run.startedAt)),
        run.setup?.origin ? wide('forked from', el('a', { href: '#/run/' + encodeURIComponent(run.setup.origin.runId) }, `${run.setup.origin.runId}, seq ${run.setup.origin.seq}`)) : null,
        ended && run.state === 'completed' ? wide('ended', ended.reason) : null,
        ended ? wide('digest', ended.digest) : null));
  }

  function showFindings() {
    state.bands = bands(findings, run.time);
    phaseList(phases, findings, (time) => slider.goTo(time));
    charts.forEach((chart) => chart.redraw());
    const told = findings.filter((f) => f.kind !== 'completed')
      .sort((a, b) => (a.stage === 'final' ? 0 : 1) - (b.stage === 'final' ? 0 : 1) || (a.time ?? Infinity) - (b.time ?? Infinity));
    fill(findingsTable, told.length === 0 ? el('p.empty', {}, 'No findings yet.') : el('table', {},
      el('thead', {}, el('tr', {}, ['Analyzer', 'Kind', 'Stage', 't', 'In words'].map((h) => el('th', { scope: 'col' }, h)))),
      el('tbody', {}, told.slice(0, 200).map((f) => el('tr', {}, el('td', {}, `${f.analyzer} v${f.version}`, el('small', {}, Object.entries(f.parameters).map((p) => p.join('=')).join(', '))),
        el('td', {}, f.kind), el('td', {}, f.stage), el('td.number', { title: f.bracket.length === 2 ? `between ${f.bracket[0]} and ${f.bracket[1]}` : '' }, number(f.time, 4)), el('td', {}, f.sentence))))));
  }

  const charts = cards.map(({ curve, place }) => new Chart(place, {
    label: curve.label, xLabel: 'flow time t', logX: along === 'log', logY: curve.logY, sync: 'run', x: [], series: curve.series(emptyColumns()),
  }, { overlay: overlay(state), onRange: zoom }));

  function plot() {
    slider.steps(columns);
    curvesOf(columns);
  }

  function curvesOf(columns) {
    cards.forEach(({ curve }, i) => charts[i].feed({ x: columns.time, series: withValues(charts[i].chart.series, curve.series(columns)) }, range));
  }

  let asked = 0;
  async function reload(value) {
    along = value;
    const ask = ++asked;
    try {
      const steps = await stepsWhenRead(runId, { axis: value, points: POINTS, from: range?.[0], to: range?.[1] }, (part) => {
        if (ask !== asked || !head.isConnected) return false;
        fill(reading, el('progress', { max: 1, value: part.read, 'aria-label': 'Read from the log' }), ` reading the log: ${Math.floor(100 * part.read)} %`);
        curvesOf(part.columns);
        return true;
      });
      if (ask !== asked || steps.read < 1) return;
      fill(reading);
      columns = steps.columns;
      whole.disabled = range === null;
      plot();
    } catch (error) {
      say(error.message, true);
    }
  }
  const zoomed = settled(() => reload(along), 150);
  function zoom(min, max) {
    if (min !== null && range !== null && Math.abs(min - range[0]) + Math.abs(max - range[1]) < 1e-9 * max) return;
    if (min === null && range === null) return;
    range = min === null ? null : [min, max];
    zoomed();
  }

  function append(steps) {
    if (range !== null) return;
    NAMES.forEach((name) => { columns[name] = [...(columns[name] ?? []), ...steps.columns[name]]; });
    if (columns.time.length > 2.5 * POINTS) reload(along);
    else plot();
  }

  header();
  showFindings();
  await reload(along);
  const destroy = () => { charts.forEach((chart) => chart.destroy()); slow.destroy(); slider.destroy(); };
  if (!head.isConnected) return destroy;
  painted().then(() => performance.mark('plotted'));
  slow.findings(findings, columns);
  const told = settled(() => { showFindings(); slow.findings(findings, columns); }, 250);
  const close = api.watch(runId, columns.seq.length === 0 ? 0 : columns.seq[columns.seq.length - 1] + 1, {
    run: (changed) => { run = changed; header(); state.bands = bands(findings, run.time); },
    steps: append,
    finding: (finding) => {
      if (!findings.some((f) => key(f) === key(finding))) { findings = [...findings, finding]; told(); }
    },
  });
  return () => { close(); destroy(); };
}

const key = (f) => [f.analyzer, f.version, JSON.stringify(f.parameters), f.seq, f.index].join(' ');
const emptyColumns = () => Object.fromEntries(NAMES.map((name) => [name, []]));
const withValues = (old, fresh) => old.map((series, i) => ({ ...series, values: fresh[i].values }));
