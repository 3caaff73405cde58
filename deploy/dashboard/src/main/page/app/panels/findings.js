/** The final findings of a run; the provisional ones are folded. */
import { el, fill, table } from '../dom.js';
import { number, within } from '../format.js';
import { isResult } from '../kinds.js';

const MOST = 200;

export function findingsPanel(view) {
  const place = el('div', {});
  const headings = ['Analyzer', 'Kind', 'Stage', 't', 'In words'];
  const tableOf = (found) => el('div.scroll', {}, table(headings, found.slice(0, MOST).map(row)));
  return {
    node: el('section.card', { 'aria-label': 'Findings' }, place),
    findings() {
      const found = inOrder(view.findings.filter(isResult));
      const isFinal = ({ stage }) => stage === 'final';
      const final = found.filter(isFinal);
      const provisional = found.filter((each) => !isFinal(each));
      const isOpen = place.querySelector('details')?.open ?? false;
      const summary = el('summary', {}, `provisional ones (${provisional.length})`);
      fill(
        place,
        final.length > 0 ? tableOf(final) : el('p.empty', {}, 'No final findings yet.'),
        provisional.length > 0 ? el('details', { open: isOpen }, summary, tableOf(provisional)) : null,
      );
    },
  };
}

/** Final findings before provisional ones, then by flow time. */
export function inOrder(findings) {
  const provisional = ({ stage }) => (stage === 'final' ? 0 : 1);
  const time = (finding) => finding.time ?? Number.MAX_VALUE;
  return [...findings].sort((a, b) => provisional(a) - provisional(b) || time(a) - time(b));
}

function row(finding) {
  const { analyzer, version, parameters, kind, stage, time, bracket, sentence } = finding;
  const between = bracket.length === 2 ? `between ${number(bracket[0], 4)} and ${number(bracket[1], 4)}` : '';
  const pairs = Object.entries(parameters).map((pair) => pair.join('='));
  return el(
    'tr',
    {},
    el('td', {}, `${analyzer} v${version}`, el('small', {}, pairs.join(', '))),
    el('td', {}, kind),
    el('td', {}, el(`span.${stage}`, {}, stage)),
    el('td.number', { title: between }, within(time, ...bracket)),
    el('td', {}, sentence),
  );
}
