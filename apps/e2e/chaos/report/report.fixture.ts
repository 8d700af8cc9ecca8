import { seededRandom } from '../world/seeded-random.ts';
import type { Result } from '../run/run-result.ts';

/** A run that never was: four faults, one of which broke something and one that was skipped. */
export function madeUpResults(): Result[] {
  const random = seededRandom(7);
  const start = Date.UTC(2026, 0, 5, 12);
  const result = (n: number, changes: Partial<Result>): Result => {
    const from = start + n * 50_000;
    const until = from + 25_000;
    const samples = Array.from({ length: 40 }, (_, second) => ({
      at: from + second * 1_000,
      acked: second > 8 && second < 12 ? 0 : Math.round(18 + 4 * random()),
      errors: second > 8 && second < 12 ? Math.round(9 * random()) : 0,
      p50: second === 10 ? null : 12 + 5 * random(),
      p99: second === 10 ? null : 60 + 900 * random() ** 4,
      lag: second % 2 ? null : Math.round(second > 8 && second < 22 ? 300 * random() : 4 * random()),
      memory: second % 3 ? null : (900 + 2 * second + 30 * random()) * 2 ** 20,
    }));
    return {
      fault: `fault-${n}`,
      group: 'process',
      says: 'something goes wrong',
      seed: 1,
      shop: 'one',
      copies: '2 copies of each service',
      outcome: 'held',
      from,
      until,
      endedAt: until + 15_000,
      samples,
      orders: { acked: 480, failed: 3, unknown: 11 },
      bars: [
        {
          says: 'a killed service is ready again after its start',
          measured: 812,
          limit: 2_000,
          unit: 'ms',
          kind: 'most',
        },
      ],
      invariants: [
        { invariant: 'I1', says: 'every acked order exists', checked: 480 * (n + 1), violations: 0 },
        { invariant: 'I20', says: 'one trace per order from POST to mail', checked: 0, violations: 0 },
      ],
      violations: [],
      kills: [{ process: 'orders#1', signal: 'SIGKILL', failpoint: 'orders.after-commit', at: from + 9_000 }],
      ...changes,
    };
  };
  const broken: Partial<Result> = {
    fault: 'postgres-crash',
    group: 'database',
    outcome: 'broke',
    story: '12:00:01 orders  placed <b>1</b> unit',
    bars: [{ says: 'Postgres is back: the first order', measured: 2_400, limit: 2_000, unit: 'ms', kind: 'most' }],
    violations: [{ invariant: 'I1', sentence: 'order 0190 was acked and is gone </script>', orderId: '0190' }],
  };
  const skipped: Partial<Result> = {
    fault: 'clock-of-orders',
    group: 'clock',
    outcome: 'skipped',
    why: 'there is no faketime on this machine',
    bars: [],
    invariants: [],
    kills: [],
    samples: [],
    until: start + 150_000,
  };
  return [
    result(0, { fault: 'kill-at-random' }),
    result(1, { fault: 'broker-down' }),
    result(2, broken),
    result(3, skipped),
  ];
}
