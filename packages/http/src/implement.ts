import { Problem } from '@ecomm/runtime/problem';
import { continueTrace } from '@ecomm/runtime/trace';
import { Elysia } from 'elysia';
import { corsOf, preflightHeaders } from './cors.ts';
import type { Edge } from './edge.ts';
import { failureOf } from './failure.ts';
import type { Exact, Handlers } from './handler.ts';
import { lifeKey, type Life } from './life.ts';
import type { Contract, Operation } from './operation.ts';
import { pipeline } from './pipeline.ts';
import { problemAnswer } from './problem-answer.ts';
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
  const life: Life = { leaving: false, addressOf: (request) => app.server?.requestIP(request)?.address ?? '' };
  const app: Elysia = new Elysia({ normalize: false, handler: { standardHostname: false } });
  const addCors = corsOf(edge.corsOrigins);
  app.state(lifeKey, life);
  app.onError({ as: 'global' }, fallback(edge));
  if (edge.corsOrigins.length > 0)
    app.options('/*', ({ request }) => {
      const headers = new Headers(preflightHeaders);
      addCors(headers, request);
      return new Response(null, { status: 204, headers });
    });
  if (edge.swagger) app.use(swaggerUi(edge));
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
  return app;
}

/** Everything that no operation answered: unknown routes, and what Elysia itself throws. */
function fallback(edge: Edge) {
  const failure = failureOf(edge);
  const answer = problemAnswer(edge.production, corsOf(edge.corsOrigins));
  return ({ code, error, request }: { code: unknown; error: unknown; request: Request }): Response =>
    continueTrace(request.headers.get('traceparent'), () =>
      answer(isUnknownRoute(code) ? unknownRoute() : failure(error), request),
    );
}

/** A path whose percent-encoding is broken names no route either. */
const isUnknownRoute = (code: unknown): boolean => code === 'NOT_FOUND' || code === 'PARSE';
const unknownRoute = (): Problem => new Problem(404, 'route.not_found', 'There is no such route.');
