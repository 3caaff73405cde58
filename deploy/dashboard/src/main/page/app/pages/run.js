/** One run, live. Each part of the page is a panel; see `RunView`. */
import { el, fill, painted } from '../dom.js';
import { curvesPanel } from '../panels/curves.js';
import { findingsPanel } from '../panels/findings.js';
import { headPanel } from '../panels/head.js';
import { historyPanel } from '../panels/history.js';
import { phasesPanel } from '../panels/phases.js';
import { sliderPanel } from '../panels/slider.js';
import { slowPanel, spectraPanel } from '../panels/slow.js';
import { logPanel, specPanel } from '../panels/spec.js';
import { statePanel } from '../panels/state.js';
import { tabs } from '../tabs.js';
import { RunView } from '../view.js';

/** The tabs, with their panels from the top of the page to its end. */
const TABS = [
  { name: 'Overview', className: 'overview', panels: [curvesPanel, phasesPanel, statePanel, sliderPanel] },
  { name: 'Slow phase', panels: [slowPanel] },
  { name: 'Weights and spectra', panels: [historyPanel, spectraPanel] },
  { name: 'Findings', panels: [findingsPanel] },
  { name: 'Spec and log', panels: [logPanel, specPanel] },
];

export async function runPage(content, runId, signal) {
  const view = await RunView.open(runId, signal);
  if (signal.aborted) return;
  const head = headPanel(view);
  const made = TABS.map(({ panels }) => panels.map((panel) => panel(view)));
  const parts = TABS.map(({ name, className }, i) => ({
    name,
    className,
    nodes: made[i].map(({ node }) => node),
    onShown: () => made[i].forEach((panel) => panel.shown?.()),
  }));
  fill(content, el('div.run', {}, head.node, tabs('Parts of the run', parts)));
  await view.show([head, ...made.flat()]);
  painted().then(() => performance.mark('plotted'));
  view.follow();
}
