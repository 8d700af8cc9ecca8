import { Problem } from './problem.ts';

const wordFormat = /^[\w.]{1,64}$/;

/**
 * What kind of failure `error` is, in a word for telemetry (`error.type`): a Problem's code, an SQLSTATE, a system's code,
 * else its class. Never its message, which may hold anything.
 */
export function errorType(error: unknown): string {
  if (error instanceof Problem) return error.code;
  if (!(error instanceof Error)) return '_OTHER';
  const { code } = error as { code?: unknown };
  if (typeof code === 'string' && wordFormat.test(code)) return code;
  return wordFormat.test(error.name) ? error.name : '_OTHER';
}
