/** The HTTP API of this node. Every error has one sentence, the `detail` of its problem document. */

const BASE = '/api/v1';

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
  } catch (error) {
    if (error.name === 'AbortError') throw error;
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

function query(parameters) {
  const given = Object.entries(parameters).filter(([, value]) => value !== null && value !== undefined);
  return given.length === 0 ? '' : '?' + new URLSearchParams(given);
}

const run = (runId) => `/runs/${encodeURIComponent(runId)}`;

export const api = {
  runs: (parameters = {}, options) => call('/runs' + query(parameters), options),
  run: (runId, options) => call(run(runId), options),
  steps: (runId, parameters, options) => call(`${run(runId)}/steps` + query(parameters), options),
  state: (runId, parameters, options) => call(`${run(runId)}/state` + query(parameters), options),
  picture: (runId, parameters, options) => call(`${run(runId)}/predictor` + query(parameters), options),
  findings: (runId, parameters = {}, options) => call(`${run(runId)}/findings` + query(parameters), options),
  presets: (options) => call('/presets', options),
  analyzers: (options) => call('/analyzers', options),
  submit: (yaml) => call('/runs', { method: 'POST', body: yaml, headers: { 'Content-Type': 'application/yaml' } }),
  cancel: (runId) => call(`${run(runId)}/cancel`, { method: 'POST' }),
  resume: (runId) => call(`${run(runId)}/resume`, { method: 'POST' }),
  fork: (runId, body) => post(`${run(runId)}/fork`, body),
  replay: (runId, body) => post(`${run(runId)}/replays`, body),

  /** A stream of server-sent events; `handlers` by event name. Returns a function that ends it. */
  stream(path, handlers) {
    const source = new EventSource(BASE + path);
    const shown = document.getElementById('connection');
    source.onopen = () => { shown.textContent = 'live'; shown.classList.remove('lost'); };
    source.onerror = () => { shown.textContent = 'connection lost; trying again'; shown.classList.add('lost'); };
    for (const [name, handler] of Object.entries(handlers)) {
      source.addEventListener(name, (event) => handler(JSON.parse(event.data)));
    }
    return () => { source.close(); shown.textContent = ''; shown.classList.remove('lost'); };
  },
  watchAll(since, handler) { return api.stream(`/watch?since=${since}`, { runs: handler }); },
  watch(runId, fromSeq, handlers) { return api.stream(`${run(runId)}/watch?seq=${fromSeq}`, handlers); },

  /** Takes the token that the node printed into a cookie. */
  async openSession(token) {
    await call('/session', { method: 'POST', headers: { Authorization: 'Bearer ' + token } });
  },
};

/**
 * Steps of a run for a plot. A long run that nobody has looked at since the node started is read from the log first:
 * `onPart` hears of what is there until then, with `read` from 0 to 1, and says whether to go on.
 */
export async function stepsWhenRead(runId, parameters, onPart) {
  for (;;) {
    const steps = await api.steps(runId, { ...parameters, wait: 300 });
    if (steps.read >= 1 || !onPart(steps)) return steps;
  }
}

/** Waits until a run that was asked for is in the log: a simulator takes it from the queue. */
export async function awaitRun(runId) {
  for (let tries = 0; tries < 200; tries++) {
    try {
      const { run } = await api.run(runId);
      if (run.setup !== null) return;
    } catch (error) {
      if (error.status !== 404) throw error;
    }
    await new Promise((resolve) => { setTimeout(resolve, 300); });
  }
  throw new ApiError(0, `No simulator has taken run ${runId} in a minute; it waits in the queue until one does.`);
}

function post(path, body) {
  return call(path, { method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } });
}
