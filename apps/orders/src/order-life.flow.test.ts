import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { Order } from '@ecomm/contracts/http/orders';
import { runSql } from '@ecomm/database/run-sql';
import { Problem } from '@ecomm/runtime/problem';
import fc from 'fast-check';
import { cancelOrder } from './cancel-order.ts';
import { deliver, inbound, payment, refund, shortfall } from './inbound.fixture.ts';
import { life, Model, nameOf, type Heard, type Step } from './order-life.model.fixture.ts';
import { next, type Status } from './order.ts';
import { admin, orders } from './orders.fixture.ts';
import { placeOrder } from './place-order.ts';
import { setStatus } from './set-status.ts';

let shop: Awaited<ReturnType<typeof orders>>;
let copies: ReturnType<typeof shop.copy>[];
beforeAll(async () => {
  shop = await orders();
  copies = [shop.copy(), shop.copy()];
});
afterAll(() => shop.close());

let buyer = 100;
const place = async () =>
  (await placeOrder(shop.deps, (buyer += 1), { items: [{ product_id: 1, quantity: 1 }] })) as Order;

/** The events of one order, each with one id however often it comes. */
function eventsOf(order: Order) {
  const ids = new Map<string, string>();
  const charge = payment(order);
  return (event: Heard) => {
    const id = ids.get(nameOf(event)) ?? Bun.randomUUIDv7();
    ids.set(nameOf(event), id);
    if (event.kind === 'refunded') return inbound('payment.refunded', refund(order, event.cents / 100), { id });
    if (event.kind === 'short') return inbound('stock.shortfall', shortfall(order), { id });
    return inbound(`payment.${event.kind}`, charge, { id });
  };
}

/** Takes the step on a copy of the service; how it ended, in the words of the model. */
async function take(order: Order, step: Step, events: ReturnType<typeof eventsOf>, at: number) {
  const copy = copies[at % copies.length]!;
  const by = { admin, buyer: { id: order.user_id, role: 'customer' }, stranger: { id: 1, role: 'customer' } } as const;
  try {
    if (step.do === 'hear') await deliver(copy.db, ...step.events.map(events));
    else if (step.do === 'set') await setStatus(copy, admin, order.id, { status: step.status });
    else if (step.by === 'admin') await setStatus(copy, admin, order.id, { status: 'cancelled' });
    else await cancelOrder(copy, by[step.by], order.id);
    return 'done';
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (error.permanent) return 'forged';
    return error.code === 'order.not_found' ? 'unknown' : 'refused';
  }
}

/** What is left of an order: its row, its history, what was announced of it, and what is kept of what was heard. */
async function traces({ id }: Order) {
  const [row] = await runSql<{
    status: Status;
    sequence: number;
    refunded: number;
    history: [number, Status, Status | null, string][];
    said: [number, Status, Status, string][];
    heard: number;
  }>(
    shop.direct,
    `select status, sequence, refunded_cents::int as refunded,
      (select json_agg(json_build_array(sequence, status, previous_status, event_id) order by sequence)
        from order_history where order_id = o.id) as history,
      (select coalesce(json_agg(json_build_array((payload::json ->> 'sequence')::int, payload::json ->> 'status',
        payload::json ->> 'previous_status', id) order by position), '[]')
        from outbox where key = o.id::text and type = 'order.updated') as said,
      (select count(*)::int from order_timeline where order_id = o.id) as heard
    from orders o where id = $1`,
    [id],
  );
  return row!;
}

/** What holds of every order, whatever happened to it. */
async function expectSound(order: Order): Promise<Awaited<ReturnType<typeof traces>>> {
  const found = await traces(order);
  const { history, said, status, sequence, refunded } = found;
  expect(history.map(([number]) => number)).toEqual(history.map((_, at) => at + 1));
  expect(history.at(-1)!.slice(0, 2)).toEqual([sequence, status]);
  for (const [at, [, to, from]] of history.entries()) {
    if (at === 0) continue;
    expect(from).toBe(history[at - 1]![1]);
    expect(next[from!] as readonly Status[]).toContain(to);
  }
  expect(said).toEqual(history.slice(1) as typeof said);
  if (status === 'refunded') expect(refunded).toBe(9_999);
  if (status === 'cancelled') expect(refunded).toBeLessThan(9_999);
  return found;
}

test('an order is always what its model is, whatever comes in whatever order and however often', async () => {
  const property = fc.asyncProperty(life, async (steps) => {
    const order = await place();
    const events = eventsOf(order);
    const model = new Model();
    for (const [at, step] of steps.entries()) expect(await take(order, step, events, at)).toBe(model.take(step));
    const { history, refunded, heard } = await expectSound(order);
    expect(history.map(([, status]) => status)).toEqual(model.path);
    expect([refunded, heard]).toEqual([model.refunded, model.heard.size]);
  });
  await fc.assert(property, { numRuns: 150 });
}, 120_000);

test('an order stays sound when all of it happens at once on two copies', async () => {
  const property = fc.asyncProperty(life, async (steps) => {
    const order = await place();
    const events = eventsOf(order);
    await Promise.all(steps.map((step, at) => take(order, step, events, at)));
    await expectSound(order);
  });
  await fc.assert(property, { numRuns: 60 });
}, 120_000);
