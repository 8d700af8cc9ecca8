import { Problem } from './problem.ts';

const codeFormat = /^[\w.]{1,64}$/;

/**
 * What kind of failure `error` is, in a word for telemetry (`error.type`): a Problem's code, an SQLSTATE, a system's code,
 * else its class. Never its message, which may hold anything.
 */
export function errorType(error: unknown): string {
  if (error instanceof Problem) return error.code;
  if (!(error instanceof Error)) return '_OTHER';
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && codeFormat.test(code) ? code : error.name;
}
