import { readProblem, type Read, type Refuse } from './answer.ts';
import { startDeadline, timedOut, type Deadline } from './deadline.ts';
import type { CallOptions, Fetch } from './options.ts';
import { isPassing, pauseMs } from './retry.ts';
import type { Session } from './session.ts';
import { clientError, isShopError } from './shop-error.ts';
import { newTrace, traceIdOf } from './trace.ts';

/** One service as this client reaches it. */
export interface Endpoint {
  url: string;
  fetch: Fetch;
  timeoutMs: number;
  retries: number;
  session: Session;
}

export interface Call extends CallOptions {
  method: string;
  /** With its query. */
  path: string;
  headers: Headers;
  body: string | FormData | undefined;
  /** Carries the token. */
  signed: boolean;
  /** Has the same effect once or twice. */
  repeatable: boolean;
  /** Failing statuses whose JSON is an answer all the same: a health that says "down". */
  answers: readonly number[];
  /** What comes is read for as long as it comes: the time counts until it begins. */
  lasting?: boolean;
}

/**
 * Sends a request as often as it is safe and may help, within one deadline and one trace.
 * @throws ShopError for every answer but a good one, and for none; the caller's reason when its signal is aborted.
 */
export async function send<T>(to: Endpoint, call: Call, read: Read<T>): Promise<T> {
  const timeoutMs = call.timeoutMs ?? to.timeoutMs;
  const deadline = startDeadline(timeoutMs, call.signal);
  const traceparent = call.traceparent ?? newTrace();
  const at = { instance: call.path, traceId: traceIdOf(traceparent) };
  let last: unknown;
  try {
    const got = await persist(to, call, deadline, (token) =>
      attempt(to, call, read, { deadline, traceparent, token, at }).catch((failure: unknown) => {
        if (isShopError(failure)) last = failure;
        throw failure;
      }),
    );
    if (call.lasting) deadline.stopClock();
    else deadline.end();
    return got;
  } catch (error) {
    deadline.end();
    const { aborted, reason } = deadline.signal;
    if (!aborted) throw error;
    if (reason !== timedOut) throw reason;
    throw clientError('client.timeout', `No good answer within ${timeoutMs} ms.`, { ...at, cause: last });
  }
}

interface Attempt {
  deadline: Deadline;
  traceparent: string;
  token: string | undefined;
  at: { instance: string; traceId: string };
}

/** Sends it once. */
async function attempt<T>(
  to: Endpoint,
  call: Call,
  read: Read<T>,
  { deadline, traceparent, token, at }: Attempt,
): Promise<T> {
  const { signal } = deadline;
  const reach = async <R>(work: Promise<R>): Promise<R> => {
    try {
      return await deadline.race(work);
    } catch (cause) {
      if (isShopError(cause) || signal.aborted) throw cause;
      throw clientError('client.unreachable', `${to.url} cannot be reached: ${reasonOf(cause)}.`, { ...at, cause });
    }
  };
  const headers = new Headers(call.headers);
  headers.set('traceparent', traceparent);
  if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
  const { method, body = null } = call;
  const response = await reach(to.fetch(to.url + call.path, { method, headers, body, signal }));
  call.onResponse?.(response);
  const { ok, status } = response;
  const isJson = response.headers.get('content-type')?.startsWith('application/json');
  if (!ok && !(isJson && call.answers.includes(status))) throw await reach(readProblem(response, at));
  const refuse: Refuse = (why, cause) => clientError('client.unexpected_answer', why, { ...at, status, cause });
  return reach(read(response, refuse));
}

/** Tries again after what may pass, and once more with a renewed token. */
async function persist<T>(
  { session, retries }: Endpoint,
  call: Call,
  deadline: Deadline,
  attempt: (token: string | undefined) => Promise<T>,
): Promise<T> {
  let renewed = false;
  for (let tries = 0; ;) {
    const token = call.signed ? await deadline.race(session.token()) : undefined;
    try {
      return await attempt(token);
    } catch (failure) {
      if (!isShopError(failure)) throw failure;
      if (call.signed && !renewed && failure.is('auth.invalid_token')) {
        renewed = true;
        const other = await deadline.race(session.renew(token));
        if (other === undefined || other === token) throw failure;
        continue;
      }
      const pause = pauseMs(tries, failure.retryAfterSeconds);
      const worthIt = call.repeatable && tries < retries && isPassing(failure) && pause < deadline.remainingMs();
      if (!worthIt) throw failure;
      tries += 1;
      await deadline.sleep(pause);
    }
  }
}

/** As part of a sentence. Node says `fetch failed` and keeps why one level down. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as { message?: string; cause?: { message?: string } };
  return (cause?.message || message || String(error)).replace(/[.?!]+$/, '');
}
