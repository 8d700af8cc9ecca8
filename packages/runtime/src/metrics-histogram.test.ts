import { expect, test } from 'bun:test';
import { Histogram } from './metrics-histogram.ts';

test('a label with more values than are sensible ends in one series of the rest', () => {
  const durations = new Histogram('seconds', 'Hostile.', ['path', 'method'], 3);
  for (let path = 0; path < 1_000; path += 1) durations.record(0.001, { path: `/${path}`, method: 'GET' });
  durations.record(0.001, { path: '/0', method: 'GET' });
  const counts = durations.data().dataPoints.map(({ attributes, value }) => [attributes, value.count] as const);
  expect(counts).toEqual([
    [{ path: '/0', method: 'GET' }, 2],
    [{ path: '/1', method: 'GET' }, 1],
    [{ path: '/2', method: 'GET' }, 1],
    [{ otel_metric_overflow: 'true' }, 997],
  ]);
});

test('what was read stays as it is while more is recorded', () => {
  const durations = new Histogram('seconds', 'Durations.', ['path']);
  durations.record(0.001, { path: '/' });
  const [point] = durations.data().dataPoints;
  durations.record(0.001, { path: '/' });
  expect([point!.value.count, point!.value.buckets.counts[0]]).toEqual([1, 1]);
});
