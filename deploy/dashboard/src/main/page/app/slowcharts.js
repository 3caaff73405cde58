/** What the charts of the slow phase show, from the vectors of findings. */
import { KINDS } from './kinds.js';

const MOST_EIGENVALUES = 12;
const COLORS = ['--train', '--test', '--norm', '--gradient', '--predicted', '--accent', '--good', '--warn'];

/**
 * Charts as `{title, note, label, logY, isSpectrum, lines}`; those without data are left out.
 *
 * @param {object[]} findings with their vectors, in the order of the log
 * @param {object} columns the steps of the run
 * @param {number} weightDecay
 */
export function slowCharts(findings, columns, weightDecay) {
  const flow = vectorsOf(findings, KINDS.effectiveFlow);
  const along = vectorsOf(findings, KINDS.effectiveFlowDeviation);
  const spectrum = vectorsOf(findings, KINDS.singularity);
  const charts = [...besideFlow(flow, columns, weightDecay), ...alongFlow(along), ...ofSpectrum(spectrum)];
  const hasData = ({ x, values }) => x?.length > 0 && values?.length > 0;
  return charts
    .map((chart) => ({ ...chart, lines: chart.lines.filter(hasData) }))
    .filter(({ lines }) => lines.length > 0);
}

/** The newest vectors of a kind; empty when there are none. */
function vectorsOf(findings, kind) {
  return findings.findLast((found) => found.kind === kind && Object.keys(found.vectors).length > 0)?.vectors ?? {};
}

/** What the run did and what the effective flow predicts, where it predicts something. */
function besideFlow(flow, columns, weightDecay) {
  const slowTimes = columns.time.map((time) => weightDecay * time);
  const first = flow.slowTime?.[0] ?? 0;
  const beside = (title, label, logY, color, values, predicted) => {
    const shown = values.map((value, i) => (slowTimes[i] >= first ? value : null));
    const lines = [
      { label: 'observed', color, x: slowTimes, values: shown },
      { label: 'effective flow', color: '--predicted', dash: [7, 4], x: flow.slowTime, values: predicted },
    ];
    return { title: `${title} beside the effective flow`, label, logY, lines: predicted ? lines : [] };
  };
  return [
    beside('Squared norm', '‖w‖²', false, '--norm', columns.weightNormSquared, flow.normSquared),
    beside('Test loss', 'test loss', true, '--test', columns.testLoss, flow.testLoss),
  ];
}

function alongFlow({ slowTime: x, deviation, tangentialFraction, angle, kktResidual }) {
  return [
    {
      title: 'Distance to the effective flow',
      label: 'relative distance',
      logY: true,
      lines: [{ label: '‖w - w*‖ / ‖w*‖', color: '--norm', x, values: deviation }],
    },
    {
      title: 'Is the motion tangential?',
      label: 'fraction; radians',
      logY: false,
      lines: [
        { label: '‖Pv‖ / ‖v‖', color: '--train', x, values: tangentialFraction },
        { label: 'angle of v to -P∇R', color: '--test', x, values: angle },
      ],
    },
    {
      title: 'KKT residual',
      label: '‖P w‖ / ‖w‖',
      logY: true,
      lines: [{ label: '‖P w‖ / ‖w‖', color: '--gradient', x, values: kktResidual }],
    },
  ];
}

/** Some eigenvalues over time, evenly by rank, and the rank; the spectra of all times stand in one vector. */
function ofSpectrum({ slowTime: x = [], eigenvalues = [], effectiveRank }) {
  const size = x.length === 0 ? 0 : eigenvalues.length / x.length;
  const shown = ranks(size, Math.min(MOST_EIGENVALUES, size));
  const lines = shown.map((rank, i) => ({
    label: `no. ${rank + 1}`,
    color: COLORS[i % COLORS.length],
    x,
    values: x.map((_, time) => eigenvalues[time * size + rank]),
  }));
  const note = size > shown.length ? `${shown.length} of ${size} eigenvalues, evenly by rank.` : null;
  const known = effectiveRank?.map((rank) => (rank < 0 ? null : rank));
  return [
    { title: 'Spectrum of J Jᵀ', isSpectrum: true, note, label: 'eigenvalue', logY: true, lines },
    {
      title: 'Effective rank of J',
      isSpectrum: true,
      label: 'rank',
      logY: false,
      lines: [{ label: 'rank', color: '--accent', x, values: known }],
    },
  ];
}

/** `count` of the ranks below `size`, evenly, with the first and the last. */
export function ranks(size, count) {
  return Array.from({ length: count }, (_, i) => Math.round((i * (size - 1)) / Math.max(1, count - 1)));
}
