import { expect, test } from 'bun:test';
import { expose } from '@ecomm/runtime/metrics';
import { parseMetrics, sumOf } from '@ecomm/testing/prometheus-text';
import { measured } from './metrics.ts';
import type { Charged, ChargeRequest } from './provider.ts';

const request = {
  key: 'k',
  transaction_id: 't',
  order_id: 'o',
  amount_cents: 1,
  payment_method: 'card',
} as ChargeRequest;
const { signal } = new AbortController();

const charges = async (outcome: string): Promise<number> =>
  sumOf(parseMetrics((await expose()).text), 'ecomm_charge_duration_seconds_count', { outcome }) ?? 0;

test.each<[string, () => Promise<Charged>]>([
  ['succeeded', async () => ({ outcome: 'succeeded', reason: null })],
  ['declined', async () => ({ outcome: 'declined', reason: 'card_declined' })],
  ['unanswered', () => Promise.reject(new Error('the answer was lost'))],
])('a charge is counted as %s, and comes through as it was; a refund is none', async (outcome, answer) => {
  const provider = measured({ charge: answer, refund: answer });
  const before = await charges(outcome);
  const settled = (ask: Promise<Charged>) => ask.catch((error: Error) => error.message);
  const expected = await settled(answer());
  expect(await settled(provider.charge(request, signal))).toEqual(expected);
  expect(await settled(provider.refund(request, signal))).toEqual(expected);
  expect(await charges(outcome)).toBe(before + 1);
});
