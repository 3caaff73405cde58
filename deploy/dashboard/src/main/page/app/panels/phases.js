/** The phases that analyzers found, and the choice of what the charts show. */
import { bandColor, newestByKind } from '../bands.js';
import { axisChoice } from '../charts.js';
import { el, fill } from '../dom.js';
import { within, words } from '../format.js';
import { isResult } from '../kinds.js';

export function phasesPanel(view) {
  const whole = el('button', { type: 'button', disabled: true, click: () => view.showWhole() }, 'Whole run');
  const reading = el('span.reading', { role: 'status' });
  const list = el('div', {});
  const hint = el('span.soft', {}, 'Drag in a plot to zoom.');
  const axis = axisChoice((value) => view.setAxis(value));
  return {
    node: el('section.card', { 'aria-label': 'Phases' }, el('div.row', {}, axis, whole, hint, reading), list),
    findings: () =>
      fill(
        list,
        phaseList(newestByKind(view.findings.filter(isResult)), (time) => view.tell('goTo', time)),
      ),
    reading: (part) => fill(reading, part && progress(part.read)),
    steps: () => {
      whole.disabled = view.range === null;
    },
  };
}

function progress(read) {
  const attributes = { max: 1, value: read, 'aria-label': 'Read from the log' };
  return [el('progress', attributes), ` reading the log: ${Math.floor(100 * read)} %`];
}

/** Findings as buttons: focus or hover shows the sentence below, a click goes to the time. */
function phaseList(findings, goTo) {
  if (findings.length === 0) return el('p.empty', {}, 'No analyzer has found a phase yet.');
  const definition = el('p.definition', { 'aria-live': 'polite' }, 'Point at a phase for its definition.');
  const item = ({ analyzer, kind, stage, time, bracket, sentence }) => {
    const define = () => {
      definition.textContent = `${analyzer}: ${sentence}`;
    };
    const click = () => time !== null && goTo(time);
    const swatch = el('i', {});
    swatch.style.background = `var(${bandColor(kind)})`;
    const attributes = { type: 'button', title: sentence, class: stage, mouseenter: define, focus: define, click };
    const when =
      time === null
        ? null
        : el('span.soft', {}, `t = ${within(time, ...bracket)}${stage === 'final' ? '' : ' so far'}`);
    return el('li', {}, el('button', attributes, swatch, words(kind), when));
  };
  return [el('ul.phases', {}, findings.map(item)), definition];
}
