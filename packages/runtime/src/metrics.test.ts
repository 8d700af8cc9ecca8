import { expect, test } from 'bun:test';
import { parseMetrics, sumOf, type Family } from '@ecomm/testing/prometheus-text';
import { counter, expose, gauge, histogram } from './metrics.ts';

const read = async (): Promise<Map<string, Family>> => parseMetrics((await expose()).text);

test('a counter is there before it first counts, once it was announced', async () => {
  const mails = counter('test_mails_total', 'Mails.', ['outcome']);
  mails.add(0, { outcome: 'sent' });
  expect(sumOf(await read(), 'test_mails_total', { outcome: 'sent' })).toBe(0);
  mails.add(2, { outcome: 'sent' });
  mails.add(1, { outcome: 'failed' });
  await read();
  const metrics = await read();
  expect(metrics.get('test_mails_total')).toMatchObject({ type: 'counter', help: 'Mails.' });
  expect(sumOf(metrics, 'test_mails_total', { outcome: 'sent' })).toBe(2);
  expect(sumOf(metrics, 'test_mails_total')).toBe(3);
});

test('a histogram counts each duration in the buckets it is not above, by labels; one that is undefined is left out', async () => {
  const durations = histogram('test_query_seconds', 'Queries.', ['summary', 'error_type']);
  for (const seconds of [0.001, 0.002, 0.3, 60])
    durations.record(seconds, { summary: 'SELECT orders', error_type: undefined });
  durations.record(1, { summary: 'SELECT orders', error_type: '23505' });
  const metrics = await read();
  const series = (suffix: string, labels = {}) => sumOf(metrics, `test_query_seconds${suffix}`, labels);
  const good = metrics.get('test_query_seconds')?.samples.filter(({ labels }) => !('error_type' in labels)) ?? [];
  const bucket = (le: string) => good.find(({ labels }) => labels.le === le)?.value;
  expect([bucket('0.001'), bucket('0.0025'), bucket('0.25'), bucket('0.5'), bucket('10'), bucket('+Inf')]).toEqual([
    1, 2, 2, 3, 3, 4,
  ]);
  expect(series('_count')).toBe(5);
  expect(series('_sum')).toBeCloseTo(61.303);
  expect(series('_count', { error_type: '23505' })).toBe(1);
});

test('a name is declared once', () => {
  histogram('test_once_seconds', 'Once.', ['a']);
  expect(() => histogram('test_once_seconds', 'Again.', ['a'])).toThrow('test_once_seconds is declared twice');
});

test('a gauge is what it is when asked: one number, one for each label, or nothing', async () => {
  const rows = gauge('test_rows', 'Rows.', ['status']);
  let pending: number | undefined = 3;
  rows.watch(() => pending, { status: 'pending' });
  const end = rows.watch(async () => [
    { value: 1, labels: { status: 'paid' } },
    { value: 2, labels: { status: 'shipped' } },
  ]);
  expect(sumOf(await read(), 'test_rows')).toBe(6);
  pending = undefined;
  end();
  expect((await read()).has('test_rows')).toBeFalse();
  rows.watch(() => 7, { status: 'pending' });
  expect(sumOf(await read(), 'test_rows')).toBe(7);
});

test('a gauge that throws, rejects or hangs is left out, also what it was before; the others are served', async () => {
  const healthy = gauge('test_healthy', 'Well.');
  const ill = gauge('test_ill', 'Not well.', ['how']);
  let isIll = false;
  const fail = (): never => {
    throw new Error('the database is away');
  };
  const ends = [
    healthy.watch(() => 1),
    ill.watch(() => (isIll ? fail() : 1), { how: 'throws' }),
    ill.watch(async () => (isIll ? fail() : 1), { how: 'rejects' }),
    ill.watch(() => (isIll ? new Promise<number>(() => {}) : 1), { how: 'hangs' }),
  ];
  expect(sumOf(await read(), 'test_ill')).toBe(3);
  isIll = true;
  const { text, errors } = await expose();
  expect(errors).toHaveLength(3);
  expect(parseMetrics(text).has('test_ill')).toBeFalse();
  expect(sumOf(parseMetrics(text), 'test_healthy')).toBe(1);
  for (const end of ends) end();
});
