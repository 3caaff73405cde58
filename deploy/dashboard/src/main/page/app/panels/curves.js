/** The curves of a run, with its phases as bands and a mark at the step that the reader looks at. */
import { ABSCISSAS, abscissaOf } from '../abscissa.js';
import { bandsOf, placeLabels } from '../bands.js';
import { Chart, color, filledCard } from '../charts.js';
import { el } from '../dom.js';

const LABEL_ROWS = 2;
const LABEL_HEIGHT = 15;

/** From the top of the page on. */
const CURVES = [
  {
    title: 'Training and test loss',
    label: 'loss',
    logY: true,
    hasLabels: true,
    lines: [
      { label: 'training loss F', color: '--train', values: ({ trainLoss }) => trainLoss },
      { label: 'test loss', color: '--test', values: ({ testLoss }) => testLoss },
    ],
  },
  {
    title: 'Squared norm; loss gradient against weight decay',
    label: '‖w‖²',
    logY: false,
    right: { label: '‖∇F‖, λ‖w‖', logY: true },
    lines: [
      { label: '‖w‖²', color: '--norm', values: ({ weightNormSquared }) => weightNormSquared },
      { label: '‖∇F‖', color: '--gradient', isRight: true, values: ({ gradientNorm }) => gradientNorm },
      {
        label: 'λ‖w‖',
        color: '--decay',
        dash: [6, 4],
        isRight: true,
        values: ({ weightNormSquared }, weightDecay) =>
          weightNormSquared.map((square) => (square === null ? null : weightDecay * Math.sqrt(square))),
      },
    ],
  },
];

export function curvesPanel(view) {
  let bands = [];
  let shown = abscissaOf(view.axis, view.weightDecay, view.columns);
  const axisLabels = () => ({ xLabel: ABSCISSAS[view.axis].label, logX: ABSCISSAS[view.axis].isLog });
  const curves = CURVES.map((curve) => ({ ...curve, ...filledCard(curve.title) }));
  const charts = curves.map(({ hasLabels, right, label, logY, lines, place }) => {
    const handlers = {
      overlay: (plot) => drawBands(plot, bands, hasLabels, shown.toX, view.mark),
      onRange: (min, max) => (min === null ? view.zoom(null, null) : view.zoom(shown.toTime(min), shown.toTime(max))),
    };
    const room = { strip: hasLabels ? LABEL_ROWS * LABEL_HEIGHT + 4 : 8, hasRightMargin: !right };
    const series = lines.map((line) => ({ ...line, values: [] }));
    const description = { label, ...axisLabels(), logY, right, sync: 'run', x: [], ...room, series };
    return new Chart(place, description, handlers, null);
  });
  const each = (action) => charts.forEach(action);
  const redraw = () => each((chart) => chart.redraw());
  const setBands = () => {
    bands = bandsOf(view.findings, view.columns.time.at(-1) ?? view.run.time);
  };
  const draw = (columns) => {
    shown = abscissaOf(view.axis, view.weightDecay, columns);
    setBands();
    each((chart, i) => {
      const values = curves[i].lines.map((line) => line.values(columns, view.weightDecay));
      chart.feed(shown.values, values, view.range?.map(shown.toX));
    });
  };
  return {
    node: el(
      'div.curves',
      {},
      curves.map(({ card }) => card),
    ),
    findings: () => {
      setBands();
      redraw();
    },
    steps: () => draw(view.columns),
    reading: (part) => part && draw(part.columns),
    mark: redraw,
    axis: () => each((chart) => chart.change(axisLabels())),
    destroy: () => each((chart) => chart.destroy()),
  };
}

/** Bands beneath the lines, their labels in a strip above the plot, and the mark as a dashed line. */
function drawBands(plot, bands, hasLabels, toX, mark) {
  const { ctx } = plot;
  const { left, top, width, height } = plot.bbox;
  const { min, max } = plot.scales.x;
  const position = (x) => Math.min(left + width, Math.max(left, plot.valToPos(Math.max(x, min), 'x', true)));
  for (const old of plot.over.querySelectorAll('.band')) old.remove();
  const drawn = bands
    .map((band) => ({ ...band, left: position(toX(band.from)), right: position(toX(band.to)) }))
    .filter((band) => band.right > band.left);
  ctx.save();
  for (const band of drawn) {
    ctx.fillStyle = color(band.color);
    ctx.fillRect(band.left, top, band.right - band.left, height);
  }
  const marked = mark === null ? Number.NaN : toX(mark.time);
  if (marked >= min && marked <= max) {
    ctx.strokeStyle = color('--ink');
    ctx.setLineDash([4, 4]);
    ctx.beginPath();
    ctx.moveTo(position(marked), top);
    ctx.lineTo(position(marked), top + height);
    ctx.stroke();
  }
  ctx.restore();
  if (hasLabels) plot.over.append(...labelsOf(drawn, left, width));
}

/** The labels of bands that have room. */
function labelsOf(bands, left, width) {
  const ratio = devicePixelRatio;
  const texts = bands.map(({ label, isProvisional }) => (isProvisional ? `${label} so far` : label));
  const places = bands.map((band, i) => ({
    left: (band.left - left) / ratio,
    width: (band.right - band.left) / ratio,
    text: textWidth(texts[i]),
  }));
  return placeLabels(places, width / ratio, LABEL_ROWS).flatMap((place, i) => {
    if (place === null) return [];
    const classes = bands[i].isProvisional ? 'div.band.provisional' : 'div.band';
    const node = el(classes, { title: bands[i].sentence }, texts[i]);
    node.style.left = `${place.left}px`;
    node.style.top = `${(place.row - LABEL_ROWS) * LABEL_HEIGHT - 1}px`;
    node.style.setProperty('--band', `var(${bands[i].color})`);
    return [node];
  });
}

const LABEL_FONT = '11px system-ui, sans-serif';
const LABEL_PADDING = 10;
const ruler = document.createElement('canvas').getContext('2d');

function textWidth(text) {
  ruler.font = LABEL_FONT;
  return ruler.measureText(text).width + LABEL_PADDING;
}
