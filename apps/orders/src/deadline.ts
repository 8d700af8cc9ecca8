import { Problem } from '@ecomm/runtime/problem';

/** Below the 3 s after which the request is answered with a 503: such an order must not come to be behind it. */
const withinMs = 2_500;

/** From now on: how many milliseconds are left, below 0 when it is over. */
export function deadline(): () => number {
  const end = performance.now() + withinMs;
  return () => end - performance.now();
}

export const tooLate = (): Problem =>
  new Problem(503, 'service.timeout', 'This took too long: try again', { retryAfterSeconds: 1 });
