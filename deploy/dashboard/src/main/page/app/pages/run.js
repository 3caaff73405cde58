/** One run, live. Each part of the page is a panel; see `RunView`. */
import { fill, painted } from '../dom.js';
import { curvesPanel } from '../panels/curves.js';
import { findingsPanel } from '../panels/findings.js';
import { headPanel } from '../panels/head.js';
import { phasesPanel } from '../panels/phases.js';
import { sliderPanel } from '../panels/slider.js';
import { slowPanel } from '../panels/slow.js';
import { specPanel } from '../panels/spec.js';
import { RunView } from '../view.js';

/** From the top of the page to its end. */
const PANELS = [headPanel, phasesPanel, sliderPanel, curvesPanel, slowPanel, findingsPanel, specPanel];

export async function runPage(content, runId, signal) {
  const view = await RunView.open(runId, signal);
  if (signal.aborted) return;
  const panels = PANELS.map((panel) => panel(view));
  fill(
    content,
    panels.map(({ node }) => node),
  );
  await view.show(panels);
  painted().then(() => performance.mark('plotted'));
  view.follow();
}
