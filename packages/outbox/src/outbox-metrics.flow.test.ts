import { expect, test } from 'bun:test';
import { expose } from '@ecomm/runtime/metrics';
import { parseMetrics, sumOf } from '@ecomm/testing/prometheus-text';
import { until } from '@ecomm/testing/until';
import { relays } from './relays.fixture.ts';

const on = relays();

test('what waits shows with its age while a relay runs, and nothing when it has stopped', async () => {
  const shown = async () => parseMetrics((await expose()).text);
  on.bus.accept = async () => {
    throw new Error('the broker is away');
  };
  const running = await on.start();
  for (const n of [1, 2, 3]) await on.publish(n);
  await until(async () => sumOf(await shown(), 'ecomm_outbox_rows') === 3);
  expect(sumOf(await shown(), 'ecomm_outbox_oldest_seconds')).toBeGreaterThan(0);
  on.bus.accept = async () => {};
  await until(async () => sumOf(await shown(), 'ecomm_outbox_rows') === 0, { timeoutMs: 10_000 });
  expect(sumOf(await shown(), 'ecomm_outbox_oldest_seconds')).toBe(0);
  on.forget();
  await running.stop?.();
  expect((await shown()).has('ecomm_outbox_rows')).toBeFalse();
});
