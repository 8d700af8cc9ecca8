import type { BenchShop } from './bench-shop.ts';
import { idOf, multiply } from './multiply.ts';

/** Of ids that nothing else here has. */
const space = '0d';
/** Customers whose orders they are; no accounts. So few that each has a whole page of orders in the smallest table. */
const customersCount = 40;
const firstCustomer = 1_000_000;

export const grownOrder = (n: number): string =>
  `${space}${n.toString(16).padStart(6, '0')}-0000-7000-8000-000000000000`;
export const grownCustomer = (n: number): number => firstCustomer + (n % customersCount);

/** Orders from one number to another, copies of a real one: its rows at orders, and its reservation at products. */
export async function growOrders({ sql }: BenchShop, order: string, from: number, to: number): Promise<void> {
  const id = idOf(space);
  const user = `${firstCustomer} + n % ${customersCount}`;
  const copy = { where: `order_id = '${order}'`, from, to };
  const byOrder = { ...copy, differing: { order_id: id } };
  const head = { id, user_id: user, created_event_id: 'gen_random_uuid()' };
  await multiply(sql.orders, { table: 'orders', where: `id = '${order}'`, from, to, differing: head });
  await multiply(sql.orders, { ...byOrder, table: 'order_lines' });
  await multiply(sql.orders, { ...byOrder, table: 'order_history' });
  await multiply(sql.products, { ...byOrder, table: 'reservations' });
  await multiply(sql.products, { ...byOrder, table: 'reservation_lines' });
  await sql.orders`vacuum analyze`;
  await sql.products`vacuum analyze`;
}
