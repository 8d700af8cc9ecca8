import { Problem } from '@ecomm/runtime/problem';
import { continueTrace } from '@ecomm/runtime/trace';
import { tracing } from '@ecomm/runtime/tracing';
import { Elysia } from 'elysia';
import { asyncapiDocument } from './asyncapi.ts';
import { corsOf, preflightHeaders } from './cors.ts';
import type { Edge } from './edge.ts';
import { failureOf } from './failure.ts';
import type { Exact, Handlers } from './handler.ts';
import { lifeKey, type Life } from './life.ts';
import { OpenStreams } from './open-streams.ts';
import type { Contract, Operation } from './operation.ts';
import { allowedMethods, otherMethod, shadowed } from './other-method.ts';
import { pipeline } from './pipeline.ts';
import { pathOf, problemAnswer } from './problem-answer.ts';
import { aboutRequest, recordProblem, recordRequest } from './request-span.ts';
import { unmatched, watchStreams } from './request-metrics.ts';
import { swaggerUi } from './swagger.ts';

/**
 * The HTTP side of a service: every operation of its contract bound to a handler. A missing or unknown operation, a
 * wrong or unknown field and an undeclared status do not compile; what comes in and goes out is checked against the same
 * contract (see pipeline.ts). Elysia routes and runs the server; its own parsing and validation coerce and are not used.
 */
export function implement<const C extends Contract, H extends Handlers<C>>(
  contract: C,
  handlers: H & Exact<C, H>,
  edge: Edge,
): Elysia {
  const life: Life = {
    leaving: false,
    addressOf: (request) => app.server?.requestIP(request)?.address ?? '',
    streams: new OpenStreams(edge.streams),
  };
  const app: Elysia = new Elysia({ normalize: false, handler: { standardHostname: false } });
  const addCors = corsOf(edge.corsOrigins);
  app.state(lifeKey, life);
  watchStreams(life.streams);
  // Handed on as a whole, its context would make Elysia parse cookies and copy the answer of every request.
  app.onError({ as: 'global' }, ({ code, error, request }) => answerRest({ code, error, request }));
  if (edge.corsOrigins.length > 0)
    app.options('/*', ({ request }) => {
      const headers = new Headers(preflightHeaders);
      addCors(headers, request);
      return new Response(null, { status: 204, headers });
    });
  if (edge.swagger) app.use(swaggerUi(edge)).use(asyncapiDocument(edge));
  for (const [id, op] of Object.entries<Operation>(contract)) {
    const serve = pipeline(id, op, handlers[id as keyof H], edge, life);
    app.route(
      op.method,
      op.path,
      // Naming Elysia's `server` here too would cost a quarter of a small request.
      ({ request, params }) => serve(request, params as Record<string, string>),
      { parse: 'none' },
    );
  }
  const answerRest = fallback(edge, allowedMethods(app.routes));
  for (const { method, path } of shadowed(app.routes))
    app.route(method, path, ({ request }) => answerRest({ code: 'NOT_FOUND', error: undefined, request }), {
      parse: 'none',
      detail: { hide: true },
    });
  return app;
}

interface Unanswered {
  readonly code: unknown;
  readonly error: unknown;
  readonly request: Request;
}

/** Everything that no operation answered: unknown routes, known ones asked with another method, what Elysia itself throws. */
function fallback(
  edge: Edge,
  allowed: (path: string) => string[],
): (unanswered: Unanswered) => Response | Promise<Response> {
  const failure = failureOf(edge);
  const answer = problemAnswer(edge.production, corsOf(edge.corsOrigins));
  const refuse = (problem: Problem, request: Request): Response => {
    recordProblem(problem);
    return answer(problem, request);
  };
  const unrouted = (request: Request): Response => {
    const methods = allowed(pathOf(request.url));
    if (methods.length === 0) return refuse(unknownRoute(), request);
    const refused = refuse(otherMethod(request.method, methods), request);
    refused.headers.set('allow', methods.join(', '));
    return refused;
  };
  return ({ code, error, request }) => {
    const method = methodOf(request);
    const work = () =>
      unmatched(method, () => (isUnknownRoute(code) ? unrouted(request) : refuse(failure(error), request)));
    return tracing
      ? recordRequest(aboutRequest(method), request, work)
      : continueTrace(request.headers.get('traceparent'), work);
  };
}

/** As OpenTelemetry names methods: what is none of these is no name for a span. */
const methodOf = ({ method }: Request): string =>
  /^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|TRACE|CONNECT)$/.test(method) ? method : '_OTHER';

/** A path whose percent-encoding is broken names no route either. */
const isUnknownRoute = (code: unknown): boolean => code === 'NOT_FOUND' || code === 'PARSE';
const unknownRoute = (): Problem => new Problem(404, 'route.not_found', 'There is no such route.');
