import { check, sleep } from 'k6';
import type { Options } from 'k6/options';
import { p95, trendStats } from './limits.ts';
import { summarize } from './report/summarize.ts';
import { durationSeconds, vus } from './settings.ts';
import { request } from './shop/request.ts';

const users = vus(20);
const seconds = durationSeconds('2m20s');
/** The article's 30 s, 1 min 30 s and 20 s, longer or shorter as a whole. */
const part = (of140: number): string => `${Math.max(1, Math.round((seconds * of140) / 140))}s`;

export const options: Options = {
  stages: [
    { duration: part(30), target: users }, // Ramp up
    { duration: part(90), target: users }, // Stay
    { duration: part(20), target: 0 }, // Ramp down
  ],
  thresholds: { checks: ['rate>0.99'], http_req_failed: ['rate<0.01'], ...p95({ 'GET products/list': 500 }) },
  summaryTrendStats: trendStats,
};

export default function smoke(): void {
  check(request('GET products/list'), {
    'status is 200': (answer) => answer.status === 200,
    'response time < 500ms': (answer) => answer.timings.duration < 500,
  });
  sleep(1);
}

export const handleSummary = summarize('smoke', `up to ${users} users, ${seconds} s`);
