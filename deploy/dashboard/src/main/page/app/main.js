/** Finds the page of an address: `#/runs`, `#/new`, `#/analyzers`, `#/run/ID`, `#/compare/ID,ID`. */
import { api } from './api.js';
import { el, fill } from './dom.js';
import { runsPage } from './runs.js';

const content = document.getElementById('content');

/**
 * The list of runs loads at once; the other pages, with the plotting library, load when they are needed. Their paths
 * begin at the root, because this script stands in the page.
 */
const PAGES = {
  runs: async () => runsPage,
  run: async () => (await import('/app/pages/run.js')).runPage,
  new: async () => (await import('/app/pages/newrun.js')).newRunPage,
  compare: async () => (await import('/app/pages/compare.js')).comparePage,
  analyzers: async () => (await import('/app/pages/analyzers.js')).analyzersPage,
};
const FIRST_PAGE = 'runs';

/** After the first page is drawn, the page of a run loads in this time, in milliseconds. */
const IDLE = 500;

let visit = new AbortController();

/** Shows the page of the address. A page ends what it began when the signal of its visit is aborted. */
async function show() {
  visit.abort();
  visit = new AbortController();
  const { signal } = visit;
  const [name, ...rest] = location.hash.replace(/^#\/?/, '').split('/');
  markLink(name || FIRST_PAGE);
  fill(content, el('p.loading', {}, 'Loading …'));
  try {
    const load = PAGES[name || FIRST_PAGE];
    if (!load) throw new Error('There is no such page.');
    const page = await load();
    if (!signal.aborted) await page(content, decodeURIComponent(rest.join('/')), signal);
  } catch (error) {
    if (!signal.aborted) fill(content, failure(error));
  }
}

function markLink(name) {
  for (const link of document.querySelectorAll('.bar nav a')) {
    if (link.getAttribute('href') === `#/${name}`) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
}

function failure(error) {
  return el(
    'div.card.error',
    {},
    el('h1', {}, 'This page cannot be shown'),
    el('p', {}, error.message),
    el('p.actions', {}, el('button.main', { click: show }, 'Try again'), el('a', { href: '#/runs' }, 'All runs')),
  );
}

/** Light or dark: as the system has it, until the reader chooses. */
function followTheme() {
  const key = 'driftlog-theme';
  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  const apply = () => {
    document.documentElement.dataset.theme = localStorage.getItem(key) ?? (dark.matches ? 'dark' : 'light');
    window.dispatchEvent(new Event('themechange'));
  };
  apply();
  dark.addEventListener('change', apply);
  document.getElementById('theme').addEventListener('click', () => {
    localStorage.setItem(key, document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark');
    apply();
  });
}

/** Exchanges the token in the address for a cookie, and reloads: the first request of the page had no cookie. */
async function openSession(token) {
  history.replaceState(null, '', '#/runs');
  try {
    await api.openSession(token);
    location.reload();
  } catch {
    await show(); // Its error says what is wrong with the token.
  }
}

followTheme();
document.querySelector('.skip').addEventListener('click', (event) => {
  event.preventDefault();
  content.focus();
});
window.addEventListener('hashchange', show);
const token = location.hash.match(/^#token=(.+)$/);
if (token) openSession(decodeURIComponent(token[1]));
else show().then(() => setTimeout(PAGES.run, IDLE));
