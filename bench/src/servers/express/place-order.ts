import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { z } from 'zod';
import { HttpError } from './http-error.ts';

const newOrder = z.strictObject({
  items: z
    .array(
      z.strictObject({
        product_id: z.number().int().min(1),
        quantity: z.number().int().min(1).max(1000),
        price: z.number().optional(),
      }),
    )
    .min(1)
    .max(50),
  shipping_address: z.string().max(500).optional(),
  payment_method: z.enum(['card', 'test_success', 'test_decline', 'test_timeout']).default('card'),
});
type NewOrder = z.infer<typeof newOrder>;
type Line = NewOrder['items'][number] & { name: string; sku: string; price_cents: number };

interface Answer {
  status: number;
  body: unknown;
}

const pendingMax = 20;

/** POST /create: the order with its lines, history, event and stored answer in one transaction. */
export async function placeOrder(db: Knex, userId: number, asked: unknown, key?: string): Promise<Answer> {
  const wish = newOrder.parse(asked);
  const stored = key === undefined ? undefined : await claim(db, userId, key);
  if (stored) return stored;
  const lines = wish.items.map(priced);
  const body = await db.transaction(async (trx) => {
    await capPending(trx, userId);
    const order = await writeOrder(trx, userId, wish, lines);
    if (key !== undefined)
      await trx('idempotency_keys')
        .where({ user_id: userId, key })
        .update({ status: 201, body: JSON.stringify(order) });
    return order;
  });
  return { status: 201, body };
}

/** What the catalogue answers: at once and without a call, as in the orders service that this is compared with. */
const priced = (item: NewOrder['items'][number]): Line => ({
  ...item,
  name: `Product number ${item.product_id}`,
  sku: `BENCH-${item.product_id}`,
  price_cents: 1_999,
});

async function claim(db: Knex, user_id: number, key: string): Promise<Answer | undefined> {
  const claimed = await db('idempotency_keys').insert({ user_id, key }).onConflict().ignore().returning('key');
  if (claimed.length > 0) return undefined;
  const known = await db('idempotency_keys').where({ user_id, key }).first();
  if (known?.status == null) throw new HttpError(409, 'the first request with this key is under way');
  return { status: known.status, body: known.body };
}

async function capPending(trx: Knex.Transaction, user_id: number): Promise<void> {
  const [waiting] = await trx('orders').where({ user_id, status: 'pending' }).count();
  if (Number(waiting?.count) >= pendingMax) throw new HttpError(429, 'too many of your orders are pending');
}

async function writeOrder(trx: Knex.Transaction, user_id: number, wish: NewOrder, lines: Line[]) {
  const id = randomUUID();
  const total_cents = lines.reduce((sum, { quantity, price_cents }) => sum + quantity * price_cents, 0);
  const items_count = lines.reduce((sum, { quantity }) => sum + quantity, 0);
  const { shipping_address = null, payment_method } = wish;
  const [row] = await trx('orders')
    .insert({ id, user_id, status: 'pending', total_cents, items_count, shipping_address, payment_method })
    .returning(['created_at', 'updated_at']);
  await trx('order_lines').insert(
    lines.map(({ product_id, name, sku, quantity, price_cents }) => ({
      order_id: id,
      product_id,
      name,
      sku,
      quantity,
      price_cents,
    })),
  );
  await trx('order_history').insert({ order_id: id, sequence: 1, status: 'pending' });
  const items = lines.map(({ product_id, name, sku, quantity, price_cents }) => ({
    product_id,
    name,
    sku,
    quantity,
    price: price_cents / 100,
    subtotal: (quantity * price_cents) / 100,
  }));
  const facts = { user_id, total_amount: total_cents / 100, items_count, items, shipping_address };
  await trx('outbox').insert({
    topic: 'order.created',
    key: id,
    payload: JSON.stringify({ order_id: id, ...facts, payment_method, occurred_at: row.created_at }),
  });
  return { id, status: 'pending', ...facts, transaction_id: null, ...row };
}
