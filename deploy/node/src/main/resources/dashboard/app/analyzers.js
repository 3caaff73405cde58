/** The analyzers of this node, with what they find and the parameters they take. */
import { api } from './api.js';
import { el, fill } from './dom.js';

export async function analyzersPage(content) {
  const analyzers = await api.analyzers();
  fill(content, el('h1', {}, 'Analyzers'), el('p.soft', {}, 'All of them fold every run live. On the page of a run you can run one again with other parameters.'),
    el('div.card.scroll', {}, el('table', {},
      el('thead', {}, el('tr', {}, ['Id', 'Version', 'What it finds', 'Parameters and defaults'].map((h) => el('th', { scope: 'col' }, h)))),
      el('tbody', {}, analyzers.map((a) => el('tr', {}, el('td', {}, a.id), el('td', {}, a.version ?? ''), el('td', {}, a.description),
        el('td', {}, Object.entries(a.defaults ?? a.parameters ?? {}).map(([key, value]) => el('div', {}, el('code', {}, `${key}=${value}`))))))))));
}
