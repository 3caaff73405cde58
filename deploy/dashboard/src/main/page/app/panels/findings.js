/** All findings of a run, the final ones first. */
import { el, fill, table } from '../dom.js';
import { number, within } from '../format.js';
import { isResult } from '../kinds.js';

const MOST = 200;

export function findingsPanel(view) {
  const place = el('div.scroll', {});
  return {
    node: el('section.card', {}, el('h2', {}, 'Findings'), place),
    findings() {
      const rows = inOrder(view.findings.filter(isResult)).slice(0, MOST).map(row);
      const headings = ['Analyzer', 'Kind', 'Stage', 't', 'In words'];
      fill(place, rows.length === 0 ? el('p.empty', {}, 'No findings yet.') : table(headings, rows));
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
