import { bodyOf, request } from './request.ts';

interface Health {
  checks: { outbox?: { rows: number }; consumer?: { lag: number } };
}

/** Events that services have yet to publish, or to read. */
export function countWaiting(): number {
  const healths = [
    request('GET users/health'),
    request('GET products/health'),
    request('GET orders/health'),
    request('GET payments/health'),
    request('GET notifications/health'),
  ].map((answer) => bodyOf(answer, 200) as Health);
  return healths.reduce((sum, { checks }) => sum + (checks.outbox?.rows ?? 0) + (checks.consumer?.lag ?? 0), 0);
}
