/** The curves of a run over flow time, with its phases as bands and a mark at the step that the reader looks at. */
import { bandsOf } from '../bands.js';
import { Chart, chartCard, color } from '../charts.js';
import { el } from '../dom.js';

const CURVES = [
  {
    title: 'Training and test loss',
    label: 'loss',
    logY: true,
    lines: [
      { label: 'training loss F', color: '--train', values: ({ trainLoss }) => trainLoss },
      { label: 'test loss', color: '--test', values: ({ testLoss }) => testLoss },
    ],
  },
  {
    title: 'Squared norm of the weights',
    label: '‖w‖²',
    logY: false,
    lines: [{ label: '‖w‖²', color: '--norm', values: ({ weightNormSquared }) => weightNormSquared }],
  },
  {
    title: 'Loss gradient against weight decay',
    label: 'norm',
    logY: true,
    lines: [
      { label: '‖∇F‖', color: '--gradient', values: ({ gradientNorm }) => gradientNorm },
      {
        label: 'λ‖w‖',
        color: '--decay',
        dash: [6, 4],
        values: ({ weightNormSquared }, weightDecay) =>
          weightNormSquared.map((square) => (square === null ? null : weightDecay * Math.sqrt(square))),
      },
    ],
  },
  {
    title: 'Step size',
    label: 'h',
    logY: true,
    lines: [{ label: 'step size', color: '--accent', values: ({ stepSize }) => stepSize }],
  },
];

export function curvesPanel(view) {
  let bands = [];
  const handlers = { overlay: (plot) => drawBands(plot, bands, view.mark), onRange: (min, max) => view.zoom(min, max) };
  const curves = CURVES.map((curve) => ({ ...curve, ...chartCard(curve.title) }));
  const lineOf = (line) => ({ ...line, values: [] });
  const charts = curves.map(({ label, logY, lines, place }) => {
    const description = { label, xLabel: 'flow time t', logX: view.axis === 'log', logY, sync: 'run', x: [] };
    return new Chart(place, { ...description, series: lines.map(lineOf) }, handlers);
  });
  const each = (action) => charts.forEach(action);
  const redraw = () => each((chart) => chart.redraw());
  const setBands = () => {
    bands = bandsOf(view.findings, view.run.time);
  };
  const draw = (columns) =>
    each((chart, i) => {
      const values = curves[i].lines.map((line) => line.values(columns, view.weightDecay));
      chart.feed(columns.time, values, view.range);
    });
  return {
    node: el(
      'div.grid',
      {},
      curves.map(({ card }) => card),
    ),
    run: setBands,
    findings: () => {
      setBands();
      redraw();
    },
    steps: () => draw(view.columns),
    reading: (part) => part && draw(part.columns),
    mark: redraw,
    axis: () => each((chart) => chart.change({ logX: view.axis === 'log' })),
    destroy: () => each((chart) => chart.destroy()),
  };
}

/** Bands beneath the lines, their labels in a strip above, and the mark as a dashed line. */
function drawBands(plot, bands, mark) {
  const { ctx } = plot;
  const { left, top, width, height } = plot.bbox;
  const { min, max } = plot.scales.x;
  const position = (time) => {
    const x = plot.valToPos(Math.max(time, min), 'x', true);
    return Math.min(left + width, Math.max(left, x));
  };
  for (const old of plot.over.querySelectorAll('.band')) old.remove();
  ctx.save();
  for (const band of bands) {
    const from = position(band.from);
    const to = position(band.to);
    if (!(to > from)) continue;
    ctx.fillStyle = color(band.color);
    ctx.fillRect(from, top, to - from, height);
    plot.over.append(bandLabel(band, (from - left) / devicePixelRatio, (to - from) / devicePixelRatio));
  }
  if (mark !== null && mark.time >= min && mark.time <= max) {
    ctx.strokeStyle = color('--ink');
    ctx.setLineDash([4, 4]);
    ctx.beginPath();
    ctx.moveTo(position(mark.time), top);
    ctx.lineTo(position(mark.time), top + height);
    ctx.stroke();
  }
  ctx.restore();
}

function bandLabel({ label, sentence, color }, left, width) {
  const node = el('div.band', { title: sentence }, label);
  node.style.left = `${left}px`;
  node.style.width = `${width}px`;
  if (color === '--band-drop') node.style.top = '13px';
  return node;
}
