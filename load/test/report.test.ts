import { expect, test } from 'bun:test';
import { outcomeOf, type Summary } from '../report/outcome.ts';
import { page } from '../report/page.ts';

import { text } from '../report/text.ts';

/** As k6 1.8 gave it, shortened. */
const summary: Summary = {
  metrics: {
    checks: {
      type: 'rate',
      contains: 'default',
      values: { rate: 0.9975, passes: 399, fails: 1 },
      thresholds: { 'rate==1': { ok: false } },
    },
    stuck: {
      type: 'counter',
      contains: 'default',
      values: { count: 0, rate: 0 },
      thresholds: { 'count==0': { ok: true } },
    },
    'http_req_duration{name:GET orders/:id}': {
      type: 'trend',
      contains: 'time',
      values: { count: 1204, avg: 6.2, med: 3.941, 'p(90)': 9.99, 'p(95)': 14.4, 'p(99)': 80, max: 212.7 },
      thresholds: { 'p(95)<300': { ok: true } },
    },
    http_req_duration: { type: 'trend', contains: 'time', values: { med: 5 } },
    iteration_duration: { type: 'trend', contains: 'time', values: { med: 5 } },
    order_to_paid: {
      type: 'trend',
      contains: 'time',
      values: { count: 100, med: 412.3 },
      thresholds: { 'p(95)<1000': { ok: true } },
    },
    data_sent: { type: 'counter', contains: 'data', values: { count: 12 } },
  },
};

const outcome = outcomeOf('checkout', '<b>20 orders/s</b>, 60 s', summary);

test('times are those of operations by name, and what a script measured itself', () => {
  expect(outcome.times.map(({ name, values }) => [name, values.count])).toEqual([
    ['GET orders/:id', 1204],
    ['order_to_paid', 100],
  ]);
});

test('what a script counted is told, and what k6 counts is not', () => {
  expect(outcome.counts).toEqual([{ name: 'stuck', count: 0 }]);
});

test('each threshold is told with what it is about', () => {
  expect(outcome.verdicts).toEqual([
    { metric: 'checks', threshold: 'rate==1', value: '99.75 %', ok: false },
    { metric: 'http_req_duration{name:GET orders/:id}', threshold: 'p(95)<300', value: '14 ms', ok: true },
    { metric: 'order_to_paid', threshold: 'p(95)<1000', value: '', ok: true },
    { metric: 'stuck', threshold: 'count==0', value: '0', ok: true },
  ]);
});

test('the terminal is shown the times and what was not met', () => {
  const lines = text(outcome).split('\n');
  expect(lines).toContain('  GET orders/:id   1204  6.2  3.9   10.0     14     80  213');
  expect(lines.find((line) => line.includes('✗'))).toMatch(/✗ checks +rate==1 +99\.75 %$/);
});

test('the page says that it failed, loads nothing and lets no name be markup', () => {
  const html = page(outcome, '2026-01-05T09:30:00.000Z');
  expect(html).toContain('<span class="failed">failed</span>');
  expect(html).toContain('<td>GET orders/:id</td><td>1204</td>');
  expect(html).not.toMatch(/<b>|src=|href=|url\(/);
  expect(html).toContain('&#60;b&#62;20 orders/s');
});
