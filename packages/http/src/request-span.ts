import type { Problem } from '@ecomm/runtime/problem';
import { Span, type About } from '@ecomm/runtime/span';
import { at, placeOf } from '@ecomm/runtime/trace';
import { currentSpan } from '@ecomm/runtime/traced';
import { pathOf } from './problem-answer.ts';

/** What is said of every request of one route; of one that no route answers, `route` is undefined. */
export const aboutRequest = (method: string, route?: string, quiet = false): About => ({
  name: route === undefined ? method : `${method} ${route}`,
  kind: 'server',
  attributes: {
    'http.request.method': method,
    'url.scheme': 'http',
    ...(route === undefined ? {} : { 'http.route': route }),
  },
  quiet,
});

/**
 * Answers a request as a server's span that continues its `traceparent`. It ends with the answer's head: a stream is not
 * waited for. Of headers and bodies it has nothing, and of the URL the path alone, where that was not refused: until then it
 * may be anything.
 */
export async function recordRequest(
  about: About,
  request: Request,
  answer: () => Response | Promise<Response>,
): Promise<Response> {
  const span = new Span(about, placeOf(request.headers.get('traceparent')));
  const response = await at(span, answer);
  const { status } = response;
  if (status >= 500) span.fail(String(status));
  if (span.isKept) span.set({ 'http.response.status_code': status });
  if (span.isKept && (status < 400 || status >= 500)) span.set({ 'url.path': pathOf(request.url) });
  span.end();
  return response;
}

/** Says in the request's span which problem it met; one of ours is its failure. */
export function recordProblem({ status, code }: Problem): void {
  const span = currentSpan();
  if (!span) return;
  span.set({ 'ecomm.problem.code': code });
  if (status >= 500) span.fail(code);
}
