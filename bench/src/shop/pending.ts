import { until } from '@ecomm/tools/shop/until';
import type { BenchShop } from './bench-shop.ts';

const settleMs = 60_000;

/** Whether every order came to its end in time. */
export const untilSettled = ({ sql }: BenchShop): Promise<boolean> =>
  until(async () => (await sql.orders`select from orders where status = 'pending' limit 1`).length === 0, settleMs);
