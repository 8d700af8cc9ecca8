import { afterAll, afterEach, beforeAll, expect, test } from 'bun:test';
import type { Order, OrderEvent } from '@ecomm/contracts/http/orders';
import { logger } from '@ecomm/runtime/log';
import { continueTrace } from '@ecomm/runtime/trace';
import { until } from '@ecomm/testing/until';
import fc from 'fast-check';
import { admin, orders } from './orders.fixture.ts';
import { placeOrder } from './place-order.ts';
import { setStatus } from './set-status.ts';
import { follow, pay, watching, type Watching } from './watching.fixture.ts';

let watched: Watching;
beforeAll(async () => void (watched = await watching()));
afterEach(() => watched.leaveAll());
afterAll(() => watched.close());

const copyAt = fc.integer({ min: 0, max: 1 });
const someone = fc.record({
  on: copyAt,
  /** Comes when so many changes were made, and a little later. */
  after: fc.integer({ min: 0, max: 3 }),
  pauseMs: fc.integer({ min: 0, max: 3 }),
  lastEventId: fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined }),
});
/** One order: on which copies it is changed, and who watches it. */
const life = fc.record({
  changedOn: fc.tuple(copyAt, copyAt, copyAt),
  watchers: fc.array(someone, { minLength: 1, maxLength: 5 }),
});
type Life = typeof life extends fc.Arbitrary<infer T> ? T : never;
const statuses: OrderEvent['data']['status'][] = ['pending', 'paid', 'shipped', 'delivered'];

async function live({ changedOn, watchers }: Life, order: Order): Promise<void> {
  const { copies, watch } = watched;
  const see = async ({ on, pauseMs, lastEventId }: Life['watchers'][number]): Promise<void> => {
    await Bun.sleep(pauseMs);
    const { events, ids } = await watch(copies[on]!, order.id, lastEventId?.toString());
    await until(() => ids().at(-1) === 4);
    const isSnapshot = events[0]?.event === 'snapshot';
    const first = isSnapshot ? ids()[0]! : (lastEventId ?? 0) + 1;
    expect(isSnapshot).toBe(lastEventId === undefined || first < lastEventId);
    expect(ids()).toEqual([1, 2, 3, 4].slice(first - 1));
    expect(events.map(({ data }) => data.status)).toEqual(statuses.slice(first - 1));
  };
  const changes = [
    () => pay(copies[changedOn[0]]!, order),
    () => setStatus(copies[changedOn[1]]!, admin, order.id, { status: 'shipped' }),
    () => setStatus(copies[changedOn[2]]!, admin, order.id, { status: 'delivered' }),
  ];
  const seeing: Promise<void>[] = [];
  for (let step = 0; step <= changes.length; step += 1) {
    seeing.push(...watchers.filter(({ after }) => after === step).map(see));
    await changes[step]?.();
  }
  await Promise.all(seeing);
}

test('nobody misses a change or is sent it twice, however watching and changing are interleaved', async () => {
  let userId = 100;
  const manyLives = fc.array(life, { minLength: 1, maxLength: 12 });
  const property = fc.asyncProperty(manyLives, async (lives) => {
    await Promise.all(lives.map(async (one) => live(one, await watched.place((userId += 1)))));
    watched.leaveAll();
  });
  await fc.assert(property, { numRuns: 15, endOnFailure: true });
}, 30_000);

test('a hundred watched orders cost one query a look, and none when nobody watches any more', async () => {
  const { shop, place, watch } = watched;
  const copy = shop.copy();
  /** How many orders each look asked for. */
  const looks: number[] = [];
  type Client = { unsafe(text: string, parameters: string[], ...rest: unknown[]): unknown };
  const { client } = (copy.db as unknown as { session: { client: Client } }).session;
  const unsafe = client.unsafe.bind(client);
  client.unsafe = (text, parameters, ...rest) => {
    if (text.includes('order_history')) looks.push((JSON.parse(parameters[0]!) as unknown[]).length);
    return unsafe(text, parameters, ...rest);
  };
  const placed = await Promise.all(Array.from({ length: 100 }, (_, at) => place(1_000 + at)));
  const all = await Promise.all(placed.map(({ id }) => watch(copy, id)));
  const before = looks.length;
  await until(() => looks.length >= before + 4, { what: 'four looks' });
  expect(looks.slice(-2)).toEqual([100, 100]);
  for (const { leave } of all) leave();
  expect(copy.feed.size).toBe(0);
  const last = looks.length;
  // Another copy, which is watched, goes on looking at the same pace; this one does not.
  const { events } = await watch(shop.copy(), placed[0]!.id);
  await pay({ db: shop.direct }, placed[0]!);
  await until(() => events.length === 2);
  await setStatus({ ...shop.deps, db: shop.direct }, admin, placed[0]!.id, { status: 'shipped' });
  await until(() => events.length === 3);
  expect(looks).toHaveLength(last);
});

test('a database that is away and back costs no event', async () => {
  const lines: string[] = [];
  const stream = { write: (line: string) => void lines.push(line) };
  const told = (what: string) => lines.filter((line) => line.includes(what)).map((line) => JSON.parse(line) as object);
  const fragile = await orders({ proxied: true, told: logger({ service: 'orders', format: 'json', stream }) });
  try {
    const order = (await placeOrder(fragile.deps, 7, { items: [{ product_id: 1, quantity: 1 }] })) as Order;
    const { events, leave } = await continueTrace(undefined, () => follow(fragile, order.id));
    fragile.way.down();
    await pay({ db: fragile.direct }, order);
    await until(() => told('failed, will try again').length === 1, { what: 'a look to fail' });
    await fragile.way.up();
    await until(() => events.length === 2, { timeoutMs: 10_000 });
    await until(() => told('works again').length === 1);
    // It is shared by all who watch, and so of nobody's trace.
    for (const line of told('order-feed')) expect(line).not.toHaveProperty('trace_id');
    leave();
  } finally {
    await fragile.close();
  }
});
