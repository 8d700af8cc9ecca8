import { Problem } from '@ecomm/runtime/problem';

export type Failure = 'permanent' | 'transient' | 'unclassified';

/**
 * SQLSTATE classes and codes of a store that is away, overloaded or asks for a retry, and of a deployment that is not
 * right yet: a table, column or grant that is missing (42), I/O (58) and the server's own faults (XX) come with every
 * event alike, while the store answers (PostgreSQL, appendix A).
 */
const transientStates = /^(08|42|53|57P|58|XX|40001$|40P01$|55P03$|57014$|25006$|0A000$)/;

const transientCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
  'ConnectionRefused',
  'ConnectionClosed',
  'CONNECTION_CLOSED',
  'CONNECTION_DESTROYED',
  'CONNECTION_ENDED',
  'CONNECT_TIMEOUT',
]);

/**
 * Whose fault a failed handler is (design.md §3, rule 8). `permanent`: the event's own; `transient`: of something that is
 * away or busy, never counted; `unclassified`: counted, and poison in the end. Looks through the whole cause chain, as
 * a database error arrives wrapped.
 */
export function classify(error: unknown): Failure {
  for (const cause of causes(error)) {
    if (cause instanceof Problem) {
      if (cause.permanent) return 'permanent';
      if (cause.status >= 500 || cause.status === 429) return 'transient';
    }
    const { code, name } = cause as Error & { code?: unknown };
    if (name === 'TimeoutError' || name === 'AbortError' || name.startsWith('KafkaJS')) return 'transient';
    if (typeof code === 'string' && (transientStates.test(code) || transientCodes.has(code))) return 'transient';
  }
  return 'unclassified';
}

/** What a dead letter may say of `error`: the innermost cause, one line, never a statement or its parameters. */
export function reasonOf(error: unknown): string {
  const chain = [...causes(error)];
  const innermost = chain.at(-1);
  if (!innermost) return String(error).slice(0, 500);
  const text = innermost instanceof Problem ? `${innermost.code}: ${innermost.detail}` : innermost.message;
  return (text.split('\n')[0] ?? '').slice(0, 500);
}

function* causes(error: unknown): Generator<Error> {
  let depth = 0;
  for (let cause = error; cause instanceof Error && depth < 8; cause = cause.cause, depth += 1) yield cause;
}
