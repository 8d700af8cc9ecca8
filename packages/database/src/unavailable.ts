import { Problem } from '@ecomm/runtime/problem';
import { sqlState } from './errors.ts';

/** The server could not be reached or did not answer in time. Nothing of the work is durable. */
export const unavailable = (detail: string, cause?: unknown): Problem =>
  new Problem(503, 'database.unavailable', detail, { retryAfterSeconds: 1, cause });

export const late = (): Problem => unavailable('The database did not answer in time');

/** More is waiting than can be answered in time: refused at once, before anything was sent. */
export const overloaded = (): Problem =>
  new Problem(503, 'database.overloaded', 'Too much work is waiting for the database', { retryAfterSeconds: 1 });

const connectionCodes = new Set([
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
  'CONNECT_TIMEOUT',
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/** What the driver says, in our words: lost connections, a server that stops or is full, and timeouts are a 503. */
export function translate(error: unknown): unknown {
  if (error instanceof Problem) return error;
  const state = sqlState(error);
  if (state === '57014') return unavailable('A query took too long', error);
  if (state && /^(08|57P0|53)/.test(state)) return unavailable('The database refuses work', error);
  if (connectionCodes.has((error as { code?: string } | null)?.code ?? ''))
    return unavailable('The database cannot be reached', error);
  return error;
}
