import { afterAll, beforeAll, expect, test } from 'bun:test';
import { follow } from '@ecomm/testing/event-stream';
import { until } from '@ecomm/testing/until';
import { logInAdmin, request, signUp, type Buyer, type Order } from './buyer.ts';
import { testShop, type TestShop } from './shop.fixture.ts';

let shop: TestShop;
beforeAll(async () => void (shop = await testShop({ copies: { orders: 2 } })), 60_000);
afterAll(() => shop?.close(), 30_000);

const place = async ({ token }: Buyer): Promise<Order> =>
  (
    await request<Order>(`${shop.url('orders')}/create`, {
      token,
      body: { items: [{ product_id: 1, quantity: 1 }], payment_method: 'test_success' },
    })
  ).body;
const watch = async (token: string, id: string, headers: Record<string, string> = {}) => {
  const answer = await fetch(`${shop.url('orders')}/${id}/events`, {
    headers: { authorization: `Bearer ${token}`, ...headers },
  });
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
  return follow(answer);
};
const statuses = ({ events }: ReturnType<typeof follow>): string[] =>
  events.map(({ data }) => (JSON.parse(data) as Order).status);

test('an order’s page follows it from its placing to its delivery, whichever copies pay, ship and show it', async () => {
  const [buyer, admin] = await Promise.all([signUp(shop), logInAdmin(shop)]);
  const order = await place(buyer);
  const pages = await Promise.all(Array.from({ length: 6 }, () => watch(buyer.token, order.id)));
  for (const page of pages) await until(() => statuses(page).at(-1) === 'paid', { timeoutMs: 15_000, what: 'paid' });
  for (const status of ['shipped', 'delivered'])
    await request(`${shop.url('orders')}/${order.id}/status`, { method: 'PUT', token: admin, body: { status } });
  const whole = await watch(admin, order.id, { 'last-event-id': '0' });
  for (const page of [...pages, whole]) {
    await until(() => statuses(page).at(-1) === 'delivered', { what: 'delivered' });
    expect(['pending', 'paid', 'shipped', 'delivered'].slice(-page.events.length)).toEqual(statuses(page));
    expect(page.events.map(({ id }) => id)).toEqual(['1', '2', '3', '4'].slice(-page.events.length));
  }
  expect(whole.events).toHaveLength(4);
  await Promise.all([...pages, whole].map(({ leave }) => leave()));
}, 60_000);

test('a service that is told to stop ends its streams first; who comes back with the last id misses nothing', async () => {
  const [buyer, admin] = await Promise.all([signUp(shop), logInAdmin(shop)]);
  const order = await place(buyer);
  const pages = await Promise.all(Array.from({ length: 6 }, () => watch(buyer.token, order.id)));
  for (const page of pages) await until(() => statuses(page).at(-1) === 'paid', { timeoutMs: 15_000, what: 'paid' });
  const copies = shop.copiesOf('orders');
  const began = performance.now();
  for (const copy of copies) copy.kill('SIGTERM');
  for (const { ended, comments } of pages) {
    expect(await ended).toBe(true);
    expect(comments.at(-1)).toBe('the service stops');
  }
  expect(performance.now() - began).toBeLessThan(8_000);
  for (const copy of copies) await copy.untilReady();
  await request(`${shop.url('orders')}/${order.id}/status`, {
    method: 'PUT',
    token: admin,
    body: { status: 'shipped' },
  });
  const back = await watch(buyer.token, order.id, { 'last-event-id': pages[0]!.events.at(-1)!.id });
  await until(() => back.events.length === 1);
  expect(statuses(back)).toEqual(['shipped']);
  await Promise.all([...pages, back].map(({ leave }) => leave()));
}, 60_000);
