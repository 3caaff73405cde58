/** The phases that analyzers found: the main ones in a table, the others folded. */
import { bandColor, newestByKind } from '../bands.js';
import { el, fill } from '../dom.js';
import { number, within, words } from '../format.js';
import { isPhase, MAIN_PHASES } from '../kinds.js';

const MAIN = 4;

export function phasesPanel(view) {
  const list = el('div', {});
  return {
    node: el('section.card.phases', { 'aria-label': 'Phases' }, list),
    findings: () =>
      fill(
        list,
        phaseTable(newestByKind(view.findings.filter(isPhase)), (time) => view.tell('goTo', time)),
      ),
  };
}

/** The main phases and the others, both in the order that they have. */
export function split(findings) {
  const rank = ({ kind }) => (MAIN_PHASES.includes(kind) ? MAIN_PHASES.indexOf(kind) : MAIN_PHASES.length);
  const ranked = findings.filter(({ time }) => time !== null).sort((a, b) => rank(a) - rank(b));
  const main = new Set(ranked.slice(0, MAIN));
  return [findings.filter((each) => main.has(each)), findings.filter((each) => !main.has(each))];
}

/** Findings as rows: focus or hover shows the sentence below, a click goes to the time. */
function phaseTable(findings, goTo) {
  if (findings.length === 0) return el('p.empty', {}, 'No analyzer has found a phase yet.');
  const definition = el('p.definition', { 'aria-live': 'polite' }, 'Point at a phase for its definition.');
  const row = ({ analyzer, kind, stage, time, bracket, sentence }) => {
    const define = () => {
      definition.textContent = `${analyzer}: ${sentence}`;
    };
    const click = () => time !== null && goTo(time);
    const swatch = el('i', {});
    swatch.style.background = `var(${bandColor(kind)})`;
    const attributes = { type: 'button', title: sentence, mouseenter: define, focus: define, click };
    const between = bracket.length === 2 ? `[${number(bracket[0])}, ${number(bracket[1])}]` : '';
    const soFar = stage === 'final' ? '' : ' so far';
    return el(
      `tr.${stage}`,
      {},
      el('td', {}, el('button.quiet', attributes, swatch, words(kind) + soFar)),
      el('td.number', {}, time === null ? '' : within(time, ...bracket)),
      el('td.number.soft', {}, between),
    );
  };
  const heading = (text, classes = 'th.number') => el(classes, { scope: 'col' }, text);
  const head = el('thead', {}, el('tr', {}, heading('phase', 'th'), heading('t'), heading('bracket')));
  const rows = (some) => el('tbody', {}, some.map(row));
  const [main, others] = split(findings);
  const folded = el('details', {}, el('summary', {}, `more (${others.length})`), el('table', {}, rows(others)));
  return [el('table', {}, head, rows(main)), others.length > 0 ? folded : null, definition];
}
