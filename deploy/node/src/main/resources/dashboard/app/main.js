/** Where each page begins: `#/runs`, `#/new`, `#/analyzers`, `#/run/ID`, `#/compare/ID,ID`. */
import { api } from './api.js';
import { el, fill } from './dom.js';
import { runsPage } from './runs.js';

const content = document.getElementById('content');
// The first page is there before what the others need, the plotting library above all.
const charts = () => import('./charts.js');
const pages = {
  runs: async () => runsPage,
  run: async () => { charts(); return (await import('./run.js')).runPage; },
  new: async () => (await import('./newrun.js')).newRunPage,
  compare: async () => { charts(); return (await import('./compare.js')).comparePage; },
  analyzers: async () => (await import('./analyzers.js')).analyzersPage,
};
let leave = () => {};
let visits = 0;
// The newest runs came with this page; they are new only at first.
let given = JSON.parse(document.getElementById('newest-runs').textContent);

async function show() {
  const visit = ++visits;
  leave();
  leave = () => {};
  const [name, ...rest] = location.hash.replace(/^#\/?/, '').split('/');
  const load = pages[name || 'runs'];
  document.querySelectorAll('.bar nav a').forEach((link) => {
    if (link.getAttribute('href') === '#/' + (name || 'runs')) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  });
  fill(content, el('p.loading', {}, 'Loading …'));
  try {
    if (!load) throw new Error('There is no such page.');
    const page = await load();
    if (visit !== visits) return;
    const runs = given;
    given = null;
    const left = await page(content, decodeURIComponent(rest.join('/')), runs);
    if (visit === visits) leave = left ?? leave;
    else left?.();
  } catch (error) {
    if (visit !== visits) return;
    fill(content, el('div.card.error', {}, el('h1', {}, 'This cannot be shown'), el('p', {}, error.message),
      el('p.actions', {}, el('button.main', { click: show }, 'Try again'), el('a', { href: '#/runs' }, 'All runs'))));
  }
}

const themeKey = 'driftlog-theme';
function theme(wanted) {
  document.documentElement.dataset.theme = wanted;
  window.dispatchEvent(new Event('themechange'));
}
const dark = window.matchMedia('(prefers-color-scheme: dark)');
theme(localStorage.getItem(themeKey) ?? (dark.matches ? 'dark' : 'light'));
dark.addEventListener('change', () => { if (!localStorage.getItem(themeKey)) theme(dark.matches ? 'dark' : 'light'); });
document.getElementById('theme').addEventListener('click', () => {
  const next = document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark';
  localStorage.setItem(themeKey, next);
  theme(next);
});
document.querySelector('.skip').addEventListener('click', (event) => { event.preventDefault(); content.focus(); });

const token = location.hash.match(/^#token=(.+)$/);
if (token) {
  history.replaceState(null, '', '#/runs');
  try {
    await api.openSession(decodeURIComponent(token[1]));
  } catch { /* The first page says what is wrong with it. */ }
}
window.addEventListener('hashchange', show);
show().then(() => setTimeout(pages.run, 500));
