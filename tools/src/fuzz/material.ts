import type { Shop } from '../shop/shop.ts';
import { until } from '../shop/until.ts';
import { call } from './call.ts';
import type { Account } from './account.ts';

/** What there is in the shop that requests can be about. */
export interface Material {
  /** User id. */
  customer: number;
  orders: string[];
  payments: string[];
  /** Ids of the mails that the orders caused. */
  mails: string[];
  /** Names of pictures. */
  pictures: string[];
}

const ordersCount = 3;
const settledMs = 30_000;

/** Orders of a customer, with their payments and mails, and a picture of product 1. */
export async function makeMaterial(shop: Shop, customer: Account, admin: Account): Promise<Material> {
  const place = (payment_method: string) => ({ items: [{ product_id: 1, quantity: 1 }], payment_method });
  const orders: string[] = [];
  for (let index = 0; index < ordersCount; index += 1) {
    const body = place(index === 0 ? 'test_decline' : 'test_success');
    const order = await call(shop, 'orders', '/create', { token: customer.token, body });
    orders.push(order.id as string);
  }
  const image = new FormData();
  image.set('image', new File([picture], 'dot.png', { type: 'image/png' }));
  const product = await call(shop, 'products', '/1/image', { token: admin.token, body: image });
  const payments: string[] = [];
  const mails = new Set<string>();
  const isSettled = async (): Promise<boolean> => {
    payments.length = 0;
    for (const id of orders) {
      const { status, transaction_id } = await call(shop, 'orders', `/${id}`, { token: customer.token });
      if (status !== 'pending') payments.push(transaction_id as string);
    }
    const { items } = await call(shop, 'notifications', '/queued', { token: admin.token });
    for (const { id } of items as { id: string }[]) mails.add(id);
    return payments.length === ordersCount && mails.size >= ordersCount;
  };
  if (!(await until(isSettled, settledMs)))
    throw new Error(`the first ${ordersCount} orders were not paid within 30 s`);
  const pictures = [(product.image_url as string).split('/').pop()!];
  return { customer: customer.id, orders, payments, mails: [...mails], pictures };
}

/** The smallest PNG: one grey dot. */
const picture = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==',
  'base64',
);
