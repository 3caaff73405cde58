/** The analyzers of this node, what they find, and their parameters. */
import { api } from '../api.js';
import { el, fill, table } from '../dom.js';

export async function analyzersPage(content) {
  const analyzers = await api.analyzers();
  const parameter = ([key, value]) => el('div', {}, el('code', {}, `${key}=${value}`));
  const row = ({ id, version, description, defaults }) =>
    el(
      'tr',
      {},
      [id, version, description, Object.entries(defaults).map(parameter)].map((cell) => el('td', {}, cell)),
    );
  fill(
    content,
    el('h1', {}, 'Analyzers'),
    el('p.soft', {}, 'All of them read every run live. The page of a run can apply one again, with other parameters.'),
    el('div.card.scroll', {}, table(['Id', 'Version', 'What it finds', 'Parameters and defaults'], analyzers.map(row))),
  );
}
