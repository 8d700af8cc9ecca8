import { afterAll, beforeAll, expect, test } from 'bun:test';
import { until } from '@ecomm/testing/until';
import { logInAdmin, request, signUp, type Order } from './buyer.ts';
import { untilSettled } from './audit.ts';
import { mailsTo, serviceNames, testShop, type TestShop } from './shop.fixture.ts';
import { readTopic } from './read-topic.ts';
import { shell } from './shell.ts';

/** The article's sections 2 to 8, as printed but for the ports. */
let shop: TestShop;
beforeAll(async () => void (shop = await testShop({ env: { PAYMENT_FAILURE_RATE: '0' } })), 60_000);
afterAll(() => shop?.close(), 30_000);

test('every service answers /health', async () => {
  for (const service of serviceNames) {
    const health = await until(
      async () => {
        const { status, body } = await request(`${shop.url(service)}/health`);
        expect(status).toBe(200);
        return body.status === 'ok' && body;
      },
      { what: `${service} to be well`, timeoutMs: 15_000 },
    );
    expect(health).toMatchObject({ service, checks: { database: { status: 'up' }, kafka: { status: 'up' } } });
  }
});

test('section 2: the catalogue is listed, and an admin adds the laptop', async () => {
  const { items } = JSON.parse(await shell(shop, 'curl http://localhost:3002/list')) as { items: unknown[] };
  expect(items).toHaveLength(20);
  const laptop = await shell(
    shop,
    `curl -X POST http://localhost:3002/ \\
      -H "Content-Type: application/json" \\
      -H "Authorization: Bearer $YOUR_ADMIN_TOKEN" \\
      -d '{
        "name": "Laptop",
        "description": "High-performance laptop",
        "price": 999.99,
        "stock_quantity": 50,
        "sku": "LAPTOP-001"
      }'`,
    { YOUR_ADMIN_TOKEN: await logInAdmin(shop) },
  );
  expect(JSON.parse(laptop)).toMatchObject({
    name: 'Laptop',
    price: 999.99,
    stock_quantity: 50,
    sku: 'LAPTOP-001',
    is_active: true,
  });
});

test('section 3: an order whose items carry a price', async () => {
  const buyer = await signUp(shop);
  const answer = await shell(
    shop,
    `curl -X POST http://localhost:3003/create \\
      -H "Content-Type: application/json" \\
      -H "Authorization: Bearer $YOUR_TOKEN" \\
      -d '{
        "items": [
          {
            "product_id": 1,
            "quantity": 2,
            "price": 99.99
          }
        ],
        "shipping_address": "123 Main St"
      }'`,
    { YOUR_TOKEN: buyer.token },
  );
  expect(JSON.parse(answer)).toMatchObject({
    status: 'pending',
    total_amount: 199.98,
    items_count: 2,
    shipping_address: '123 Main St',
  });
});

test('section 8: from sign-up to the mails, through all five services', async () => {
  const [token, userId, orderId] = (
    await shell(
      shop,
      `
      USER_RESPONSE=$(curl -X POST http://localhost:3001/auth/signup \\
        -H "Content-Type: application/json" \\
        -d '{
          "email": "customer@example.com",
          "password": "pass123456"
        }')
      TOKEN=$(echo $USER_RESPONSE | jq -r '.token')
      USER_ID=$(echo $USER_RESPONSE | jq -r '.userId')
      ORDER_RESPONSE=$(curl -X POST http://localhost:3003/create \\
        -H "Authorization: Bearer $TOKEN" \\
        -H "Content-Type: application/json" \\
        -d '{
          "items": [{"product_id": 1, "quantity": 1}]
        }')
      ORDER_ID=$(echo $ORDER_RESPONSE | jq -r '.id')
      printf '%s\\n' "$TOKEN" "$USER_ID" "$ORDER_ID"`,
    )
  ).split('\n') as [string, string, string];
  expect(Number(userId)).toBeGreaterThan(0);

  const order = await until(
    async () => {
      const { body } = await request<Order & { payment: { status: string } }>(`${shop.url('orders')}/${orderId}`, {
        token,
      });
      return body.status === 'paid' && body;
    },
    { timeoutMs: 15_000, what: 'the order to be paid' },
  );
  expect(order).toMatchObject({ total_amount: 99.99, payment: { status: 'succeeded' } });
  const payment = await request(`${shop.url('payments')}/status/${order.transaction_id}`, { token });
  expect(payment.body).toMatchObject({ order_id: orderId, amount: 99.99, status: 'succeeded' });

  const mails = await mailsTo(shop, 'customer@example.com', 3);
  expect(mails).toHaveLength(3);
  const queued = await request<{ items: { template: string; to: string; status: string }[] }>(
    `${shop.url('notifications')}/queued`,
  );
  const mine = queued.body.items.filter(({ to }) => to === 'c***@example.com').map(({ template }) => template);
  expect(mine.toSorted()).toEqual(['order_confirmation', 'payment_succeeded', 'welcome']);
});

test('every canonical topic has its events, as CloudEvents with a trace', async () => {
  await untilSettled(shop, 20_000);
  const topics =
    'user.created product.created product.updated order.created order.updated payment.attempted payment.succeeded notification.email';
  for (const topic of topics.split(' ')) {
    const [record] = await readTopic(shop, topic, 1);
    expect(record!.headers).toMatchObject({
      ce_specversion: '1.0',
      ce_type: topic,
      ce_dataschema: `${topic}/1`,
      'content-type': 'application/json',
      ce_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      traceparent: expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$/),
    });
    expect(record!.key).toBe(record!.headers.ce_subject!);
  }
});

test('one trace leads from the request to the last mail', async () => {
  const buyer = await signUp(shop);
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  const { body, headers } = await request<Order>(`${shop.url('orders')}/create`, {
    token: buyer.token,
    body: { items: [{ product_id: 2, quantity: 1 }] },
    headers: { traceparent: `00-${traceId}-b7ad6b7169203331-01` },
  });
  expect(headers.get('traceparent')).toContain(traceId);
  await untilSettled(shop, 20_000);
  for (const topic of [
    'order.created',
    'payment.attempted',
    'payment.succeeded',
    'order.updated',
    'notification.email',
  ]) {
    const records = await readTopic(shop, topic, 1, (value) => value.order_id === body.id);
    for (const { headers: carried } of records) expect(carried.traceparent).toContain(traceId);
  }
});

test('section 6: a gRPC client made with @grpc/proto-loader on Node gets the user', async () => {
  const buyer = await signUp(shop);
  const client = Bun.spawn(['node', `${import.meta.dir}/user-client.mjs`, shop.env.USERS_GRPC_URL!, String(buyer.id)], {
    stdout: 'pipe',
    stderr: 'inherit',
  });
  expect(JSON.parse(await new Response(client.stdout).text())).toMatchObject({
    id: String(buyer.id),
    email: buyer.email,
    is_active: true,
  });
});
