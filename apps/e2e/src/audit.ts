import { Kafka, logLevel } from 'kafkajs';
import { until } from '@ecomm/testing/until';
import type { Order } from './buyer.ts';
import { serviceNames, type ServiceName, type TestShop } from './shop.fixture.ts';

type Waiting = readonly [what: string, service: ServiceName, table: string, where: string];

const work: Waiting[] = [
  ['pending orders', 'orders', 'orders', "status = 'pending'"],
  ['open payments', 'payments', 'payments', "status not in ('succeeded', 'failed')"],
  ['queued mails', 'notifications', 'notifications', "status = 'queued'"],
  ['unsent events of orders', 'orders', 'outbox', 'sent_at is null'],
  ['unsent events of payments', 'payments', 'outbox', 'sent_at is null'],
];
const rest: Waiting[] = [
  ['queued mails', 'notifications', 'notifications', "status = 'queued'"],
  ...serviceNames.map((name): Waiting => [`unsent events of ${name}`, name, 'outbox', 'sent_at is null']),
];
const stock: Waiting[] = [
  [
    'held reservations',
    'products',
    'reservations',
    "state = 'held' or (state in ('released', 'expired') and holds_stock)",
  ],
];

/** Waits until every order is settled: none pending, no payment open, no event waiting, both mails of each sent. */
export const untilSettled = (shop: TestShop, timeoutMs: number): Promise<void> =>
  untilNone(shop, work, timeoutMs, async () => {
    const [orders] = await shop.sql('orders')<{ n: number }[]>`select count(*)::int as n from orders`;
    const [mails] = await shop.sql('notifications')<{ n: number }[]>`
      select count(*)::int as n from notifications where order_id is not null and status = 'sent'`;
    return 2 * orders!.n - mails!.n;
  });

/** Waits until no event and no mail waits any more, whatever became of the orders. */
export const untilAtRest = (shop: TestShop, timeoutMs: number): Promise<void> => untilNone(shop, rest, timeoutMs);

/** Waits until no stock is held: also what a killed request left behind has expired. */
export const untilStockIsFree = (shop: TestShop, timeoutMs: number): Promise<void> => untilNone(shop, stock, timeoutMs);

async function untilNone(
  shop: TestShop,
  waiting: readonly Waiting[],
  timeoutMs: number,
  owedMails: () => Promise<number> = async () => 0,
): Promise<void> {
  let left: string[] = [];
  const look = async () => {
    const counts = await Promise.all(
      waiting.map(async ([what, service, table, where]) => {
        const [row] = await shop
          .sql(service)
          .unsafe<{ n: number }[]>(`select count(*)::int as n from ${table} where ${where}`);
        return row!.n === 0 ? [] : [`${row!.n} ${what}`];
      }),
    );
    const owed = await owedMails();
    left = [...counts.flat(), ...(owed > 0 ? [`${owed} mails owed`] : [])];
    return left.length === 0;
  };
  await until(look, { timeoutMs }).catch((cause: unknown) => {
    throw new Error(`after ${timeoutMs} ms still ${left.join(', ')}`, { cause });
  });
}

/** Everything that is wrong with money, stock, events and mail, as sentences; none for a shop that is right. */
export async function audit(
  shop: TestShop,
  accepted: readonly Order[],
  stockBefore: ReadonlyMap<number, number>,
): Promise<string[]> {
  const wrong: string[] = [];
  const orders = await shop.sql('orders')<{ id: string; status: string; total: number; lines: number }[]>`
    select id, status, total_cents::float8 as total,
      (select sum(quantity * price_cents)::float8 from order_lines where order_id = orders.id) as lines from orders`;
  const ledger = await shop.sql('payments')<{ order_id: string; outcome: string; amount: number }[]>`
    select order_id, outcome, amount_cents::float8 as amount from provider_ledger`;
  const byId = new Map(orders.map((order) => [order.id, order]));
  const charges = Map.groupBy(ledger, ({ order_id }) => order_id);

  for (const { id, total_amount } of accepted) {
    const order = byId.get(id);
    if (!order) wrong.push(`order ${id} was accepted and is gone`);
    else if (Math.round(total_amount * 100) !== order.total) wrong.push(`order ${id} was answered with another total`);
  }
  if (orders.length !== accepted.length)
    wrong.push(`${accepted.length} orders were accepted, there are ${orders.length}`);
  for (const { id, status, total, lines } of orders) {
    const of = charges.get(id) ?? [];
    const captured = of.filter(({ outcome }) => outcome === 'succeeded');
    if (status !== 'paid' && status !== 'failed') wrong.push(`order ${id} is ${status}`);
    if (total !== lines) wrong.push(`order ${id} costs ${total}, its lines ${lines}`);
    if (of.length !== 1) wrong.push(`order ${id} was charged ${of.length} times`);
    if (captured.length !== (status === 'paid' ? 1 : 0))
      wrong.push(`order ${id} is ${status} with ${captured.length} captures`);
    for (const { amount } of captured)
      if (amount !== total) wrong.push(`order ${id} costs ${total} and was charged ${amount}`);
  }
  wrong.push(...(await auditStock(shop, stockBefore)), ...(await auditEvents(shop)), ...(await auditMails(shop)));
  return wrong;
}

async function auditStock(shop: TestShop, before: ReadonlyMap<number, number>): Promise<string[]> {
  const sold = await shop.sql('orders')<{ product_id: number; units: number }[]>`
    select product_id::int, sum(quantity)::int as units from order_lines join orders on id = order_id where status = 'paid' group by 1`;
  const units = new Map(sold.map((row) => [row.product_id, row.units]));
  const now = await stockOf(shop);
  return [...before].flatMap(([product, stock]) => {
    const expected = stock - (units.get(product) ?? 0);
    return now.get(product) === expected
      ? []
      : [`product ${product}: ${now.get(product)} in stock, ${expected} expected`];
  });
}

export async function stockOf(shop: TestShop): Promise<Map<number, number>> {
  const rows = await shop.sql('products')<
    { id: number; stock_quantity: number }[]
  >`select id, stock_quantity from products`;
  return new Map(rows.map(({ id, stock_quantity }) => [id, stock_quantity]));
}

/** One order.created and one order.updated for each settled order; nothing dead. */
async function auditEvents(shop: TestShop): Promise<string[]> {
  const rows = await shop.sql('orders')<{ key: string; created: number; updated: number }[]>`
    select orders.id as key, count(distinct outbox.id) filter (where type = 'order.created')::int as created,
      count(distinct outbox.id) filter (where type = 'order.updated')::int as updated
    from orders left join outbox on key = orders.id::text group by 1`;
  const wrong = rows.filter(({ created, updated }) => created !== 1 || updated !== 1);
  const dead = await deadLetters(shop);
  return [
    ...wrong.map(({ key, created, updated }) => `order ${key}: ${created} order.created, ${updated} order.updated`),
    ...(dead === 0 ? [] : [`${dead} dead letters`]),
  ];
}

async function auditMails(shop: TestShop): Promise<string[]> {
  const sent = await shop.sql('notifications')<{ order_id: string; template: string; status: string }[]>`
    select order_id, template, status from notifications where order_id is not null`;
  const orders = await shop.sql('orders')<{ id: string; status: string }[]>`select id, status from orders`;
  const byOrder = Map.groupBy(sent, ({ order_id }) => order_id);
  return orders.flatMap(({ id, status }) => {
    const expected = ['order_confirmation', status === 'paid' ? 'payment_succeeded' : 'payment_failed'].join();
    const found = (byOrder.get(id) ?? [])
      .filter((mail) => mail.status === 'sent')
      .map(({ template }) => template)
      .toSorted()
      .join();
    return found === expected ? [] : [`order ${id} (${status}) has the mails ${found || 'none'}`];
  });
}

/** How many records the dead-letter topics of this shop hold. */
export async function deadLetters(shop: TestShop): Promise<number> {
  const admin = new Kafka({ brokers: shop.kafkaBrokers.split(','), logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    const topics = (await admin.listTopics()).filter(
      (topic) => topic.startsWith(shop.prefix) && topic.endsWith('.dlq'),
    );
    // A partition whose leader has just changed answers "not leader" for a moment.
    const offsets = await until(() => Promise.all(topics.map((topic) => admin.fetchTopicOffsets(topic))), {
      what: 'offsets of dead letters',
    });
    return offsets.flat().reduce((sum, { high, low }) => sum + Number(high) - Number(low), 0);
  } finally {
    await admin.disconnect();
  }
}
