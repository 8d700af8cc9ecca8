import { afterAll, beforeAll, expect, test } from 'bun:test';
import { orderCreated, paymentSucceeded, userCreated } from '@ecomm/contracts/events';
import { consume } from '@ecomm/events/consume';
import { encode, type OutMessage } from '@ecomm/events/envelope';
import { kafka, type Bus } from '@ecomm/events/kafka';
import { inboxOf } from '@ecomm/outbox/once';
import { relay } from '@ecomm/outbox/relay';
import type { Part } from '@ecomm/runtime/run';
import { freshPrefix, testBrokers } from '@ecomm/testing/kafka';
import { mailServer, type MailServer } from '@ecomm/testing/mail-server';
import { until } from '@ecomm/testing/until';
import { ada, freshNotifications, log } from './notifications.fixture.ts';
import { smtp } from './post.ts';
import { sender } from './sender.ts';
import { subscriptions } from './subscriptions.ts';

let shop: Awaited<ReturnType<typeof freshNotifications>>;
let mails: MailServer;
let bus: Bus;
let parts: Part[];

beforeAll(async () => {
  shop = await freshNotifications();
  mails = await mailServer({ keep: 'contents' });
  const { db } = shop;
  bus = kafka({ name: 'notifications', brokers: testBrokers(), prefix: freshPrefix(), log });
  const sending = sender({ db, post: smtp({ url: mails.url, from: 'shop@ecomm.test' }), attemptsMax: 5, log });
  const deps = { users: { find: async () => ada }, currency: 'USD', sender: sending };
  const service = 'notifications';
  const group = 'notifications-group';
  const consumer = consume({ bus, group, service, subscriptions: subscriptions(deps), inbox: inboxOf(db), log });
  parts = [bus, relay({ db, bus, service, log }), sending, consumer];
  for (const part of parts) await part.start?.();
  await bus.ensureTopics([userCreated, orderCreated, paymentSucceeded].map(({ topic }) => topic));
});
afterAll(async () => {
  for (const part of parts.toReversed()) await part.stop?.();
  await mails.close();
  await shop.close();
});

const occurred_at = '2026-01-05T09:30:00.000Z';

function newBuyer(user_id: number): OutMessage[] {
  const order_id = Bun.randomUUIDv7();
  const user = {
    user_id,
    email: `buyer${user_id}@example.com`,
    first_name: 'Ada',
    role: 'customer' as const,
    created_at: occurred_at,
  };
  const order = {
    order_id,
    user_id,
    amount: 19.98,
    currency: 'USD',
    items: [{ product_id: 1, name: 'Mug <b>', quantity: 2, price: 9.99 }],
    items_count: 2,
    payment_method: 'card' as const,
    sequence: 1,
    occurred_at,
  };
  const payment = { order_id, user_id, transaction_id: Bun.randomUUIDv7(), amount: 19.98, occurred_at };
  return [
    encode(userCreated, { id: Bun.randomUUIDv7(), payload: user }),
    encode(orderCreated, { id: Bun.randomUUIDv7(), payload: order }),
    encode(paymentSucceeded, { id: Bun.randomUUIDv7(), payload: payment }),
  ];
}
/** A topic that was just made may have no leader yet. */
const send = (messages: OutMessage[]) => until(() => bus.send(messages).then(() => true));
const mailsTo = (address: string) => mails.received.filter(({ to }) => to.includes(address));

test("a fresh buyer's paid order makes three mails, however often its events come", async () => {
  const events = newBuyer(1);
  await send(events.slice(0, 1));
  await until(() => mailsTo('buyer1@example.com').length === 1, { timeoutMs: 15_000 });
  for (let i = 0; i < 20; i += 1) await send(events);
  await send(newBuyer(2).slice(0, 1));
  await until(() => mailsTo('buyer1@example.com').length >= 3 && mailsTo('buyer2@example.com').length === 1, {
    timeoutMs: 15_000,
  });
  const read = await Promise.all(mailsTo('buyer1@example.com').map((mail) => mail.parsed()));
  const subjects = read.map(({ subject }) => subject ?? '');
  expect(subjects.toSorted((a, b) => a.localeCompare(b))).toEqual([
    'We received your payment of $19.98',
    'Welcome to Ecomm',
    'Your order of 2 items',
  ]);
  const order = read.find(({ subject }) => subject?.startsWith('Your order'));
  expect(order!.html).toContain('Mug &lt;b&gt;');
  expect(order!.text).toContain('2 x Mug <b> at $9.99 = $19.98');
}, 30_000);

test('an order that comes before its user.created finds the address by asking users', async () => {
  const [, order] = newBuyer(3);
  await send([order!]);
  await until(() => mailsTo(ada.email).length === 1, { timeoutMs: 15_000 });
}, 20_000);
