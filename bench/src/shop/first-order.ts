import { until } from '@ecomm/tools/shop/until';
import { HttpConnection } from '../load/http-connection.ts';
import { placed } from '../load/placed.ts';
import { orderRequest } from '../load/requests.ts';
import type { BenchShop } from './bench-shop.ts';
import { fillCatalogue } from './catalogue.ts';

const settleMs = 30_000;

/** An order of the first product that has gone its whole way; its id. */
export async function firstOrder({ ports, sql }: BenchShop, token: string): Promise<string> {
  await fillCatalogue(sql.products, 1);
  const connection = await HttpConnection.open(ports.http.orders);
  const id = placed(await connection.send(orderRequest({ tokens: [token], products: 1, withKey: true }, 0)));
  connection.close();
  const isConfirmed = async (): Promise<boolean> => {
    const [row] = await sql.products<{ state: string }[]>`select state from reservations where order_id = ${id}`;
    return row?.state === 'confirmed';
  };
  if (!(await until(isConfirmed, settleMs))) throw new Error('an order was not settled in time');
  return id;
}
