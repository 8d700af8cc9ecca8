import { until } from '@ecomm/testing/until';
import type { RawRecord, World } from '../fault.ts';
import { readRecords } from './read-records.ts';

export interface Poison {
  what: string;
  topic: string;
  record: RawRecord;
}

/** A user that the shop will never have: nobody's mail address. */
const nobody = 2_147_483_646;
const kib900 = 900 * 1024;

/** Every kind of poison, each made from an event that was good. */
export async function makePoison(world: World): Promise<Poison[]> {
  const good = await until(async () => (await readRecords(world, 'order.created')).at(-1), {
    timeoutMs: 20_000,
    what: 'an order.created to spoil',
  });
  const placed = JSON.parse(String(good.value)) as { order_id: string; user_id: number; amount: number };
  const fresh = (type: string, value: string | null, more: Record<string, string> = {}): RawRecord => ({
    key: placed.order_id,
    value,
    headers: { ...good.headers, ...headersOf(type), ...more },
  });
  const created = (what: string, value: string | null, more?: Record<string, string>): Poison => ({
    what,
    topic: 'order.created',
    record: fresh('order.created', value, more),
  });
  const succeeded = (what: string, changes: Record<string, unknown>): Poison => {
    const { order_id, user_id, amount } = placed;
    const transaction_id = crypto.randomUUID();
    const payment = { order_id, user_id, transaction_id, amount, occurred_at: new Date().toISOString(), ...changes };
    return { what, topic: 'payment.succeeded', record: fresh('payment.succeeded', JSON.stringify(payment)) };
  };
  return [
    created('not JSON', '{"order_id": '),
    created('wrong schema', JSON.stringify({ ...placed, amount: 'much' })),
    created('900 KiB', 'x'.repeat(kib900)),
    created('null', null),
    created('unknown version', String(good.value), { ce_dataschema: 'order.created/99' }),
    { ...created('no JSON', 'nonsense'), topic: 'order.updated', record: fresh('order.updated', 'nonsense') },
    succeeded('wrong amount', { user_id: nobody, amount: placed.amount + 1 }),
    succeeded('unknown order', { user_id: nobody, order_id: crypto.randomUUID() }),
  ];
}

/** Those of another event: of a new id, so that no inbox stands before the check. */
const headersOf = (type: string): Record<string, string> => ({
  ce_id: crypto.randomUUID(),
  ce_type: type,
  ce_dataschema: `${type}/1`,
  ce_source: `/${type.startsWith('payment') ? 'payments' : 'orders'}`,
});
