import type { Operation } from './shop/request.ts';

/** What the report shows of each measured time. */
export const trendStats = ['avg', 'min', 'med', 'p(90)', 'p(95)', 'p(99)', 'max', 'count'];

/** Thresholds: 95 of 100 requests of each operation are answered within its milliseconds. */
export const p95 = (limitsMs: Partial<Record<Operation, number>>): Record<string, string[]> =>
  Object.fromEntries(
    Object.entries(limitsMs).map(([name, limitMs]) => [`http_req_duration{name:${name}}`, [`p(95)<${limitMs}`]]),
  );
