import { errorType } from '@ecomm/runtime/error-type';
import type { About, Span } from '@ecomm/runtime/span';
import { sqlState } from './errors.ts';
import { querySummary } from './query-summary.ts';

/** What is said of a statement: the same object for the same text. */
export type AboutStatement = (text: string) => About;

const knownMax = 1_000;

/** Names the statements of the database at `url` by OpenTelemetry's conventions: what they do, never with which values. */
export function statementsOf(url: string): AboutStatement {
  const { hostname, port, pathname } = new URL(url);
  const server = {
    'db.system.name': 'postgresql',
    'db.namespace': decodeURIComponent(pathname.slice(1)),
    'server.address': hostname,
    'server.port': Number(port) || 5432,
  };
  const known = new Map<string, About>();
  return (text) => {
    let about = known.get(text);
    if (!about) {
      const name = querySummary(text);
      about = { name, kind: 'client', attributes: { ...server, 'db.query.summary': name } };
      if (known.size < knownMax) known.set(text, about);
    }
    return about;
  };
}

/** Ends a statement's span; whoever sent it says whether its failure is one to be told of alone. */
export function endStatement(span: Span, error?: unknown): void {
  if (error !== undefined) {
    const state = sqlState(error);
    span.fail(state ?? errorType(error), false);
    if (state && span.isKept) span.set({ 'db.response.status_code': state });
  }
  span.end();
}
