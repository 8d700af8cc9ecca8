import { afterAll, afterEach, beforeAll, expect, test } from 'bun:test';
import { runSql } from '@ecomm/database/run-sql';
import { failure } from '@ecomm/testing/failure';
import { until } from '@ecomm/testing/until';
import { readOrder } from './read-orders.ts';
import { setStatus } from './set-status.ts';
import { admin } from './orders.fixture.ts';
import { follow, watching, type Watching } from './watching.fixture.ts';
import { watchOrder } from './watch-order.ts';

let watched: Watching;
beforeAll(async () => void (watched = await watching()));
afterEach(() => {
  watched.leaveAll();
  expect(watched.copies.map(({ feed }) => feed.size)).toEqual([0, 0]);
});
afterAll(() => watched.close());

test('a watcher is sent the order as it is, then as it was after each change, on whichever copy it was made', async () => {
  const { shop, one, two, place, pay, watch } = watched;
  const order = await place();
  const { events } = await watch(one, order.id);
  const states = [order];
  const changes = [
    () => pay(two, order),
    () => setStatus(one, admin, order.id, { status: 'shipped' }),
    () => setStatus(two, admin, order.id, { status: 'delivered', reason: 'Signed for.' }),
  ];
  for (const change of changes) {
    await change();
    const { payment: _, ...state } = await readOrder(shop.deps, admin, order.id);
    states.push(state);
  }
  await until(() => events.length === 4);
  expect(events).toEqual(
    states.map((data, at) => ({ event: at === 0 ? 'snapshot' : 'order.updated', id: String(at + 1), data })),
  );
});

test('whoever comes back with the last id is sent all that came after it, as it was then, and no snapshot', async () => {
  const { one, two, place, pay, watch } = watched;
  const order = await place();
  const first = await watch(one, order.id);
  await pay(one, order);
  await setStatus(one, admin, order.id, { status: 'shipped' });
  await setStatus(one, admin, order.id, { status: 'delivered' });
  await until(() => first.events.length === 4);
  for (const last of [0, 1, 3]) {
    const again = await watch(two, order.id, String(last));
    await until(() => again.events.length === 4 - last);
    expect(again.events).toEqual(first.events.slice(last).map((event) => ({ ...event, event: 'order.updated' })));
  }
});

test('an id that the order has not reached, as after a restored backup, begins anew with a snapshot', async () => {
  const { one, place, pay, watch } = watched;
  const order = await place();
  const { events } = await watch(one, order.id, '2');
  expect(events).toEqual([{ event: 'snapshot', id: '1', data: order }]);
  await pay(one, order);
  await until(() => events.length === 2);
  const { events: upToDate, ids } = await watch(one, order.id, '2');
  await setStatus(one, admin, order.id, { status: 'shipped' });
  await until(() => upToDate.length === 1);
  expect(ids()).toEqual([3]);
});

test('what commits here is sent at once, not at the next look', async () => {
  const { shop, place, pay, watch } = watched;
  const copy = shop.copy({ everyMs: 60_000 });
  const order = await place();
  const { events } = await watch(copy, order.id);
  await pay(copy, order);
  await until(() => events.length === 2);
});

test('history of before transactions were kept in it is told with the one the order has', async () => {
  const { shop, one, place, pay, watch } = watched;
  const order = await place();
  await pay(one, order);
  await runSql(shop.direct, 'update order_history set transaction_id = null where order_id = $1', [order.id]);
  const { events } = await watch(one, order.id, '0');
  await until(() => events.length === 2);
  const { transaction_id } = await readOrder(shop.deps, admin, order.id);
  expect(transaction_id).not.toBeNull();
  expect(events.map(({ data }) => data.transaction_id)).toEqual([null, transaction_id]);
});

test('an order is watched by its owner or an admin; to others it is as unknown as none', async () => {
  const { one, place, pay } = watched;
  const { id } = await place();
  const missing = { status: 404, code: 'order.not_found' };
  expect(await failure(watchOrder(one, { id: 8, role: 'customer' }, id))).toMatchObject(missing);
  expect(await failure(watchOrder(one, admin, Bun.randomUUIDv7()))).toMatchObject(missing);
  const { events, leave } = await follow(one, id.toUpperCase(), undefined, { id: 7, role: 'customer' });
  await pay(one, events[0]!.data);
  await until(() => events.length === 2);
  leave();
  const again = await follow(one, id.toUpperCase(), '1');
  await until(() => again.events.length === 1);
  again.leave();
});
