import { Problem } from '@ecomm/runtime/problem';
import { OutcomeUnknown } from './outcome-unknown.ts';

interface ServerError {
  code: string;
  constraint_name?: string;
  severity?: string;
}

const isServerError = (error: unknown): error is ServerError =>
  error instanceof Error && error.name === 'PostgresError' && 'code' in error && typeof error.code === 'string';

/** Postgres' own error in `error` or its causes. */
function serverError(error: unknown): ServerError | undefined {
  for (let at = error, depth = 0; at instanceof Error && depth < 8; at = at.cause, depth += 1)
    if (isServerError(at)) return at;
  return undefined;
}

/** The SQLSTATE (five characters) that Postgres answered, wherever in the chain of causes; none for a lost connection. */
export const sqlState = (error: unknown): string | undefined => serverError(error)?.code;

/** Postgres refused a duplicate; with `constraint` only of that one. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  const found = serverError(error);
  return found?.code === '23505' && (constraint === undefined || found.constraint_name === constraint);
}

/**
 * The same work may succeed later as it is: connection lost, timeout, overload (all a 503), deadlock, serialization,
 * a server that starts, stops or is out of something (SQLSTATE 40001, 40P01, 08, 53, 57P0x, 57014).
 */
export function isTransient(error: unknown): boolean {
  for (let at = error, depth = 0; at instanceof Error && depth < 8; at = at.cause, depth += 1)
    if (at instanceof Problem && at.status === 503) return true;
  return /^(40001|40P01|08|53|57P0|57014)/.test(sqlState(error) ?? '');
}

/** COMMIT was sent but not answered: neither done nor undone, as far as anyone here can know. */
export const isOutcomeUnknown = (error: unknown): boolean =>
  error instanceof OutcomeUnknown || (error instanceof Error && isOutcomeUnknown(error.cause));

/** The server itself said no and stays up, so that what was asked has certainly not happened. */
export const isDefinite = (error: unknown): boolean =>
  serverError(error)?.severity === 'ERROR' && !/^(08|57P0)/.test(sqlState(error) ?? '');
