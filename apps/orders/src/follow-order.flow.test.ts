import { afterAll, beforeAll, expect, test } from 'bun:test';
import { follow } from '@ecomm/testing/event-stream';
import { until } from '@ecomm/testing/until';
import { admin, alice, bob, mug, served, type Served } from './app.fixture.ts';
import { settle } from './settle-order.ts';

let service: Served;
beforeAll(async () => void (service = await served()));
afterAll(() => service.close());

const watch = (id: string, headers: Record<string, string>) => service.ask(`/${id}/events`, { headers });
const paid = async (): Promise<string> => {
  const { body } = await service.create(mug);
  const outcome = { order_id: body.id as string, user_id: 7, transaction_id: Bun.randomUUIDv7(), amountCents: 9_999 };
  await service.shop.db.transaction((tx) => settle(tx, 'paid', outcome));
  return outcome.order_id;
};

test('an order is followed over HTTP: a snapshot, what an admin makes of it, and where it was left', async () => {
  const id = await paid();
  const response = await watch(id, alice);
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
  const { events, leave } = follow(response);
  await until(() => events.length === 1);
  const shipped = await service.setStatus(id, { status: 'shipped', reason: 'Handed to the carrier.' });
  expect([shipped.status, shipped.body.status]).toEqual([200, 'shipped']);
  await until(() => events.length === 2);
  expect(events.map(({ event, id: sequence }) => `${event} ${sequence}`)).toEqual(['snapshot 2', 'order.updated 3']);
  expect(JSON.parse(events[1]!.data)).toEqual(shipped.body);
  const again = follow(await watch(id, { ...admin, 'last-event-id': '1' }));
  await until(() => again.events.length === 2);
  expect(again.events.map(({ event, id: sequence }) => `${event} ${sequence}`)).toEqual([
    'order.updated 2',
    'order.updated 3',
  ]);
  await Promise.all([leave(), again.leave()]);
  expect(service.shop.feed.size).toBe(0);
});

test('no stream without a token, of a stranger’s order, or from an id that is none; ten a buyer', async () => {
  const id = (await service.create(mug)).body.id as string;
  expect((await watch(id, {})).status).toBe(401);
  expect((await watch(id, bob)).status).toBe(404);
  expect((await watch('not-an-id', alice)).status).toBe(404);
  for (const last of ['', '-1', '01', '1.5', 'x', '9999999999'])
    expect([last, (await watch(id, { ...alice, 'last-event-id': last })).status]).toEqual([last, 422]);
  const streams = await Promise.all(Array.from({ length: 10 }, () => watch(id, alice)));
  const refused = await watch(id, alice);
  expect(refused.status).toBe(429);
  expect(await refused.json()).toMatchObject({ code: 'order.too_many_streams' });
  expect(refused.headers.get('retry-after')).not.toBeNull();
  await Promise.all(streams.map((stream) => follow(stream).leave()));
  expect(service.shop.feed.size).toBe(0);
  await follow(await watch(id, alice)).leave();
});

test('only an admin sets a status, of an order that is, to a status that is one', async () => {
  const id = await paid();
  expect((await service.setStatus(id, { status: 'shipped' }, {})).status).toBe(401);
  expect((await service.setStatus(id, { status: 'shipped' }, alice)).status).toBe(403);
  expect((await service.setStatus(Bun.randomUUIDv7(), { status: 'shipped' })).body).toMatchObject({
    status: 404,
    code: 'order.not_found',
  });
  expect((await service.setStatus('not-an-id', { status: 'shipped' })).status).toBe(404);
  for (const body of [{}, { status: 'sent' }, { status: 'shipped', reason: '' }, { status: 'shipped', by: 'me' }])
    expect((await service.setStatus(id, body)).status).toBe(422);
  expect((await service.send(`/${id}`, { headers: alice })).body.status).toBe('paid');
});
