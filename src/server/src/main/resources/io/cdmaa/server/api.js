// The service's API, see /openapi.yaml.

const BASE = '/api/v1';
const ATTEMPTS = 5;
const ENDED = ['done', 'failed', 'cancelled'];
let token = sessionStorage.getItem('cdmaa-token');

/** An answer that is a problem, in the service's own words. */
export class Problem extends Error {
  constructor(status, detail, retryAfter) {
    super(detail);
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

export function setToken(text) {
  token = text;
  sessionStorage.setItem('cdmaa-token', text);
}

async function call(path, options = {}) {
  const headers = new Headers(options.headers);
  if (token) {
    headers.set('Authorization', `Bearer ${token}`);
  }
  let answer;
  try {
    answer = await fetch(path, {...options, headers});
  } catch (failure) {
    if (failure.name === 'AbortError') {
      throw failure;
    }
    throw new Problem(0, 'The service does not answer; check that it is running.', 2);
  }
  if (!answer.ok) {
    const problem = await answer.json().catch(() => ({}));
    throw new Problem(
      answer.status,
      problem.detail ?? `The service answered with status ${answer.status}.`,
      Number(answer.headers.get('Retry-After')) || null,
    );
  }
  return answer;
}

const json = async (path) => (await call(path)).json();

export const limits = () => json(`${BASE}/limits`);
export const choices = () => json(`${BASE}/generators`);
export const job = (id) => json(`${BASE}/jobs/${id}`);
export const verdict = (id) => json(`${BASE}/jobs/${id}/verdict`);
export const photo = async (id, preview) =>
  (await call(`${BASE}/jobs/${id}/photo${preview ? '?preview' : ''}`)).blob();
export const original = async (id) => (await call(`${BASE}/jobs/${id}/original`)).blob();
export const report = async (id) => (await call(`${BASE}/jobs/${id}/report`)).blob();
export const fake = async (id, number, side) =>
  (await call(`${BASE}/jobs/${id}/fakes/${number}/${side}`)).blob();
export const remove = (id) => call(`${BASE}/jobs/${id}`, {method: 'DELETE'});

/** Finds the faces on a photo; while the service is busy, tries again some times. */
export async function faces(file, signal) {
  const form = new FormData();
  form.append('photo', file, file.name);
  for (let attempt = 1; ; attempt++) {
    try {
      return await (await call(`${BASE}/faces`, {method: 'POST', body: form, signal})).json();
    } catch (problem) {
      if (attempt === ATTEMPTS || ![429, 503].includes(problem.status)) {
        throw problem;
      }
      await pause((problem.retryAfter ?? 5) * 1000, signal);
    }
  }
}

/** Submits a photo; while the service is busy, waits and tries again. */
export async function submit(file, options, signal, onWait) {
  const form = new FormData();
  for (const [name, value] of Object.entries(options)) {
    if (value) {
      form.append(name, value);
    }
  }
  form.append('photo', file, file.name);
  for (;;) {
    try {
      return await (await call(`${BASE}/jobs`, {method: 'POST', body: form, signal})).json();
    } catch (problem) {
      if (!(problem instanceof Problem) || ![429, 503].includes(problem.status)) {
        throw problem;
      }
      onWait(problem.message);
      await pause((problem.retryAfter ?? 5) * 1000, signal);
    }
  }
}

/** Follows a job to its end, also over a restart of the service. */
export async function follow(id, onJob, signal) {
  for (;;) {
    try {
      const last = await readEvents(id, onJob, signal);
      if (last && ENDED.includes(last.state)) {
        return;
      }
    } catch (problem) {
      if (signal.aborted || [401, 403, 404].includes(problem.status)) {
        throw problem;
      }
    }
    await pause(1000, signal);
  }
}

async function readEvents(id, onJob, signal) {
  const answer = await call(`${BASE}/jobs/${id}/events`, {
    signal,
    headers: {Accept: 'text/event-stream'},
  });
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  let last = null;
  for (;;) {
    const {done, value} = await reader.read();
    if (done) {
      return last;
    }
    text += value;
    const events = text.split('\n\n');
    text = events.pop();
    for (const event of events) {
      const data = event.split('\n').filter((line) => line.startsWith('data: '));
      if (data.length > 0) {
        last = JSON.parse(data.map((line) => line.slice(6)).join('\n'));
        onJob(last);
      }
    }
  }
}

function pause(milliseconds, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}
