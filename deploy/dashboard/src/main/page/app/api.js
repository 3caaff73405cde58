/** The HTTP API of this node. Every error has one sentence, the `detail` of its problem document. */

const BASE = '/api/v1';
const FIRST_WAIT_MILLIS = 50;
const WAIT_MILLIS = 300;
const MOST_TRIES = 200;

export class ApiError extends Error {
  constructor(status, sentence) {
    super(sentence);
    this.status = status;
  }
}

async function call(path, options = {}) {
  let response;
  try {
    response = await fetch(BASE + path, { credentials: 'same-origin', ...options });
  } catch {
    throw new ApiError(0, 'The node does not answer; is it still running?');
  }
  const text = await response.text();
  if (!response.ok) throw new ApiError(response.status, sentence(text, response));
  return text === '' ? null : JSON.parse(text);
}

function sentence(text, response) {
  try {
    const problem = JSON.parse(text);
    return problem.detail ?? problem.title ?? response.statusText;
  } catch {
    return `The node answered ${response.status} ${response.statusText}.`;
  }
}

function send(method, path, body) {
  return call(path, { method, body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } });
}

const post = (path, body) => send('POST', path, body);

/** The query of parameters; those without a value are left out. */
export function query(parameters) {
  const given = Object.entries(parameters).filter(([, value]) => value !== null && value !== undefined);
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`;
}

const run = (runId) => `/runs/${encodeURIComponent(runId)}`;

export const api = {
  runs: (parameters) => call(`/runs${query(parameters)}`),
  run: (runId) => call(run(runId)),
  steps: (runId, parameters) => call(`${run(runId)}/steps${query(parameters)}`),
  scalars: (runId, parameters) => call(`${run(runId)}/steps/scalars${query(parameters)}`),
  picture: (runId, seq) => call(`${run(runId)}/predictor?seq=${seq}`),
  reportOf: (runId) => `${BASE}${run(runId)}/report`,
  findings: (runId, parameters = {}) => call(`${run(runId)}/findings${query(parameters)}`),
  presets: () => call('/presets'),
  analyzers: () => call('/analyzers'),
  submit: (yaml) => call('/runs', { method: 'POST', body: yaml, headers: { 'Content-Type': 'application/yaml' } }),
  cancel: (runId) => call(`${run(runId)}/cancel`, { method: 'POST' }),
  resume: (runId) => call(`${run(runId)}/resume`, { method: 'POST' }),
  tag: (runId, changes) => post(`${run(runId)}/tags`, changes),
  note: (runId, note) => send('PUT', `${run(runId)}/note`, { note }),
  compare: (runIds) => call(`/compare?${new URLSearchParams(runIds.map((each) => ['run', each]))}`),
  fork: (runId, body) => post(`${run(runId)}/fork`, body),
  replay: (runId, body) => post(`${run(runId)}/replays`, body),

  /** Server-sent events of all runs, since a version, until a signal is aborted. */
  watchAll: (since, handler, signal) => stream(`/watch?since=${since}`, { runs: handler }, signal),

  /** Server-sent events of one run, from a seq on; `handlers` by the name of the event; `isLive` whether it runs. */
  watch: (runId, fromSeq, handlers, signal, isLive) =>
    stream(`${run(runId)}/watch?seq=${fromSeq}`, handlers, signal, isLive),

  /** Exchanges the token that the node printed for a cookie. */
  openSession: (token) => call('/session', { method: 'POST', headers: { Authorization: `Bearer ${token}` } }),
};

function stream(path, handlers, signal, isLive = () => true) {
  if (signal.aborted) return;
  const source = new EventSource(BASE + path);
  const shown = document.getElementById('connection');
  const show = (text, isLost) => {
    shown.textContent = text;
    shown.classList.toggle('lost', isLost);
  };
  let away = [];
  const showState = () => {
    if (away.length > 0) show(`no answer from ${away.join(', ')}`, true);
    else show(isLive() ? 'live' : '', false);
  };
  source.onopen = showState;
  source.onerror = () => show('connection lost; trying again', true);
  source.addEventListener('brokers', (event) => {
    away = JSON.parse(event.data).away;
    showState();
  });
  for (const [name, handler] of Object.entries(handlers)) {
    source.addEventListener(name, (event) => {
      handler(JSON.parse(event.data));
      showState();
    });
  }
  signal.addEventListener('abort', () => {
    source.close();
    show('', false);
  });
}

/**
 * Steps of a run for a chart. The node reads a long run from the log at its first request; meanwhile `onPart` gets the
 * steps that were read, with `read` from 0 to 1, and returns whether to continue.
 */
export async function stepsWhenRead(runId, parameters, onPart) {
  for (let wait = FIRST_WAIT_MILLIS; ; wait = WAIT_MILLIS) {
    const steps = await api.steps(runId, { ...parameters, wait });
    if (steps.read >= 1 || !onPart(steps)) return steps;
  }
}

/** Waits until a submitted run is in the log, where it is when a simulator has taken it from the queue. */
export async function awaitRun(runId) {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const { runs } = await api.runs({ text: runId, limit: 1 });
    if (runs.some((run) => run.runId === runId && run.setup !== null)) return;
    await new Promise((resolve) => setTimeout(resolve, WAIT_MILLIS));
  }
  throw new ApiError(0, `No simulator took run ${runId} within a minute; it waits in the queue.`);
}

/** The address of a run's page. */
export const pageOf = (runId) => `#/run/${encodeURIComponent(runId)}`;
