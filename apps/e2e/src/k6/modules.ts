import { plugin } from 'bun';
import execution from './execution.ts';
import http from './http.ts';
import { metricOf, record } from './metrics.ts';

/** Of each check how often it held, and how often not. */
export const checks: Record<string, { held: number; failed: number }> = {};

function check(value: unknown, all: Record<string, (value: unknown) => boolean>): boolean {
  const outcomes = Object.entries(all).map(([name, holds]) => {
    const isHeld = holds(value);
    checks[name] ??= { held: 0, failed: 0 };
    checks[name][isHeld ? 'held' : 'failed'] += 1;
    record('checks', 'rate', isHeld ? 1 : 0);
    return isHeld;
  });
  return outcomes.every(Boolean);
}

/** k6's modules, as far as the scripts use them, for one virtual user at a time. Requests are real. */
const modules = {
  k6: { check, sleep: (seconds: number) => Bun.sleepSync(seconds * 1000) },
  'k6/http': { default: http },
  'k6/execution': { default: execution },
  'k6/metrics': {
    Counter: metricOf('counter'),
    Gauge: metricOf('gauge'),
    Rate: metricOf('rate'),
    Trend: metricOf('trend'),
  },
};

Object.assign(globalThis, { __ENV: process.env });
plugin({
  name: 'k6',
  setup: (build) => {
    for (const [name, exports] of Object.entries(modules)) build.module(name, () => ({ loader: 'object', exports }));
  },
});
