import { Problem } from '@ecomm/runtime/problem';
import type { Edge } from './edge.ts';
import type { Operation } from './operation.ts';
import { internal } from './outcome.ts';

/** Problems of the transport and the packages beneath, which no operation needs to declare. */
const common = new Set([
  '400 request.unreadable',
  '401 auth.missing_token',
  '401 auth.invalid_token',
  '403 auth.forbidden',
  '404 route.not_found',
  '413 request.too_large',
  '415 request.unsupported_media_type',
  '422 request.invalid',
  '500 internal',
  '503 auth.keys_unavailable',
  '503 service.overloaded',
  '503 service.timeout',
]);

const isCommon = ({ status, code }: Problem): boolean =>
  common.has(`${status} ${code}`) || (status === 503 && code.startsWith('database.'));

const quietMs = 1_000;

/**
 * Whatever was thrown, as the Problem to answer. A Problem goes as it is, if the operation declares its status and code:
 * else it is answered as 500 that names the missing declaration, but in production as it is. All else is a 500 that says nothing.
 */
export function failureOf({ log, production }: Edge): (error: unknown, id?: string, op?: Operation) => Problem {
  let troubleToldAt = -Infinity;
  let untold = 0;

  /** Trouble comes by the thousand: one line a second is enough. */
  const tellTrouble = (operation: string | undefined, { code, cause }: Problem): void => {
    const now = performance.now();
    if (now - troubleToldAt < quietMs) {
      untold += 1;
      return;
    }
    log.warn({ operation, code, err: cause, more: untold }, 'a request was refused for trouble of ours');
    troubleToldAt = now;
    untold = 0;
  };

  return (error, id, op) => {
    if (!(error instanceof Problem)) {
      log.error({ operation: id, err: error }, 'a request failed');
      return internal();
    }
    if (error.status === 503) tellTrouble(id, error);
    if (!op || isCommon(error) || op.problems[error.status]?.includes(error.code)) return error;
    const undeclared = `${id} does not declare ${error.status} ${error.code}: add it to its contract`;
    log.error({ operation: id, err: error }, undeclared);
    return production ? error : new Problem(500, 'internal', `${undeclared}.`, { cause: error });
  };
}
