import { Problem } from '@ecomm/runtime/problem';
import { continueTrace, detached } from '@ecomm/runtime/trace';
import { tracing } from '@ecomm/runtime/tracing';
import { addMissing, addTrace, securityHeaders, type HeaderRecord } from './answer.ts';
import { corsOf } from './cors.ts';
import { withDeadline } from './deadline.ts';
import type { Edge } from './edge.ts';
import { failureOf } from './failure.ts';
import type { Stored } from './handler.ts';
import { callerReader, checkedBody, checkedHeaders, checkedParams, checkedQuery } from './input.ts';
import type { Life } from './life.ts';
import type { Place } from './open-streams.ts';
import type { Operation } from './operation.ts';
import { declared, outcomeOf, replay, reply } from './outcome.ts';
import { problemAnswer } from './problem-answer.ts';
import { aboutRequest, recordProblem, recordRequest } from './request-span.ts';
import { requestsOf } from './request-metrics.ts';
import { isKnown } from './revalidate.ts';
import { Slots } from './slots.ts';
import { streamer } from './stream-answer.ts';

/** So that the answer is with its client within 3 s. */
const deadlineMsDefault = 2_800;
const inFlightDefault = 256;

export type AnyHandler = (context: never) => unknown;
export type Serve = (request: Request, rawParams: Record<string, string>) => Promise<Response>;

/**
 * One operation's way from request to answer, every check compiled beforehand. In this order, first wrong one answers:
 * in-flight cap → caller → path → query → headers → body → handler within its deadline → answer against the contract.
 * A stream has its slot and its deadline only until it is open; see stream-answer.ts.
 */
export function pipeline(id: string, op: Operation, handler: AnyHandler, edge: Edge, life: Life): Serve {
  const { production, deadlineMs = deadlineMsDefault, inFlightMax } = edge;
  const slots = new Slots((typeof inFlightMax === 'object' ? inFlightMax[id] : inFlightMax) ?? inFlightDefault);
  const callerOf = callerReader(op, edge);
  const paramsOf = checkedParams(op);
  const queryOf = checkedQuery(op);
  const headersOf = checkedHeaders(op);
  const bodyOf = checkedBody(op);
  const outcome = outcomeOf(id, op, edge.log);
  const requests = requestsOf(op.method, op.path);
  const failure = failureOf(edge);
  const addCors = corsOf(edge.corsOrigins);
  const answerProblem = problemAnswer(production, addCors);
  const fixed = securityHeaders(production);
  // Copying Headers and setting two costs a third of what spreading records does.
  const fixedEmpty = new Headers({ ...fixed, ...(op.auth === 'required' ? { 'cache-control': 'no-store' } : {}) });
  const fixedJson = new Headers(fixedEmpty);
  fixedJson.set('content-type', 'application/json');

  const answer = (request: Request, result: unknown, own: HeaderRecord): Response => {
    if (result instanceof Response) {
      declared(result, id, op, edge.log);
      addMissing(result.headers, own);
      addMissing(result.headers, fixed);
      addTrace(result.headers, request);
      addCors(result.headers, request);
      return result;
    }
    const { status, text, tag } = outcome(result);
    const known = tag === undefined ? null : request.headers.get('if-none-match');
    const isUnchanged = known !== null && isKnown(known, tag!);
    const headers = new Headers(text === null || isUnchanged ? fixedEmpty : fixedJson);
    if (tag !== undefined) headers.set('etag', tag);
    addTrace(headers, request);
    addCors(headers, request);
    for (const name in own) headers.set(name, own[name]!);
    return isUnchanged ? new Response(null, { status: 304, headers }) : new Response(text, { status, headers });
  };

  const handle = async (context: unknown): Promise<unknown> => {
    slots.take();
    const began = performance.now();
    try {
      const result = handler(context as never);
      return result instanceof Promise ? await withDeadline(result, deadlineMs, tooLate) : result;
    } finally {
      slots.free(performance.now() - began);
    }
  };

  const streams = op.events && streamer(id, op, edge, life);

  const serve: Serve = async (request, rawParams) => {
    const began = requests.begin();
    let place: Place | undefined;
    try {
      slots.check();
      const asked = callerOf(request, rawParams);
      const caller = asked instanceof Promise ? await asked : asked;
      const params = paramsOf(rawParams);
      const query = queryOf(request.url);
      const headers = headersOf(request.headers);
      const body = bodyOf ? await bodyOf(request) : undefined;
      const set = { headers: {} as Record<string, string> };
      place = streams?.take(caller);
      const result = await handle({
        params,
        query,
        headers,
        body,
        caller,
        request,
        set,
        reply,
        replay: (stored: Stored) => replay(stored, set.headers),
        get address() {
          return life.addressOf(request);
        },
      });
      // A stream outlives its request.
      const sent = streams ? detached(() => streams.open(result, { place: place!, caller })) : result;
      return requests.end(began, answer(request, sent, set.headers));
    } catch (error) {
      place?.free();
      const problem = failure(error, id, op);
      recordProblem(problem);
      return requests.end(began, answerProblem(problem, request));
    }
  };

  const about = aboutRequest(op.method, op.path, probes.has(id));
  return (request, rawParams) => {
    const work = () => serve(request, rawParams);
    const answer = tracing
      ? recordRequest(about, request, work)
      : continueTrace(request.headers.get('traceparent'), work);
    return life.leaving ? answer.then(lastOfItsConnection) : answer;
  };
}

/** Asked every few seconds by whoever runs the service: see health.ts. */
const probes: ReadonlySet<string> = new Set(['readHealth', 'readLivez', 'readReadyz']);

const lastOfItsConnection = (answer: Response): Response => {
  answer.headers.set('connection', 'close');
  return answer;
};

const tooLate = (): Problem =>
  new Problem(503, 'service.timeout', 'This took too long: try again.', { retryAfterSeconds: 1 });
