import { check, sleep } from 'k6';
import { Counter } from 'k6/metrics';
import type { Options } from 'k6/options';
import { p95, trendStats } from './limits.ts';
import { summarize } from './report/summarize.ts';
import { durationSeconds, stock, vus } from './settings.ts';
import { buyerOf, logInAdmin, signUpBuyers, type Buyer } from './shop/accounts.ts';
import { auditSale, type SaleAudit } from './shop/audit-sale.ts';
import { followOrder, listOrders, placeOrder, type Order } from './shop/orders.ts';
import { addProducts, withdrawProducts, type Product } from './shop/products.ts';
import { comeBackLater } from './shop/patiently.ts';
import { bodyOf, codeOf, request } from './shop/request.ts';

const users = vus(100);
const seconds = durationSeconds('30s');
const units = stock(100);

const sold = new Counter('units_sold');
const oversold = new Counter('oversold');
const stuck = new Counter('stuck');
const unaccounted = new Counter('unaccounted');
const refused = new Counter('sold_out');

export const options: Options = {
  scenarios: { sale: { executor: 'constant-vus', vus: users, duration: `${seconds}s`, gracefulStop: '40s' } },
  thresholds: {
    checks: ['rate==1'],
    http_req_failed: ['rate<0.01'],
    oversold: ['count==0'],
    stuck: ['count==0'],
    unaccounted: ['count==0'],
    // Without this, a sale that nobody audited would pass.
    units_sold: ['count>0'],
    ...p95({ 'POST orders/create': 1000, 'GET orders/:id': 500 }),
  },
  summaryTrendStats: trendStats,
  setupTimeout: '5m',
  teardownTimeout: '3m',
};

interface Sale {
  buyers: Buyer[];
  product: Product;
}

export const setup = (): Sale => ({ buyers: signUpBuyers(users), product: addProducts(1, units)[0]! });

/** Everybody wants one, again and again: what a declined payment gives back is sold once more. */
export default function flashSale({ buyers, product }: Sale): void {
  const buyer = buyerOf(buyers);
  const answer = placeOrder(buyer, [{ product_id: product.id, quantity: 1 }], [201, 409, ...comeBackLater]);
  const isSoldOut = codeOf(answer) === 'stock.insufficient';
  check(answer, { 'one is sold, or all are': ({ status }) => status === 201 || isSoldOut });
  refused.add(isSoldOut ? 1 : 0);
  if (answer.status === 201) followOrder(buyer, bodyOf(answer, 201) as Order);
  sleep(isSoldOut ? 0.5 + Math.random() : 0);
}

const settledWithinMs = 90_000;

/** Waits until the last order is settled and its stock given back, then counts. */
export function teardown({ buyers, product }: Sale): void {
  const end = Date.now() + settledWithinMs;
  let audit = look(buyers, product);
  while ((audit.stuck > 0 || audit.unaccounted > 0) && Date.now() < end) {
    sleep(1);
    audit = look(buyers, product);
  }
  sold.add(audit.sold);
  oversold.add(audit.oversold);
  stuck.add(audit.stuck);
  unaccounted.add(audit.unaccounted);
  withdrawProducts([product]);
}

function look(buyers: Buyer[], { id }: Product): SaleAudit {
  const token = logInAdmin();
  const orders = buyers.flatMap((buyer) => listOrders(token, buyer.id));
  const { stock_quantity: available } = bodyOf(request('GET products/:id', { token, params: { id } }), 200) as Product;
  return auditSale({ productId: id, stock: units, available, orders });
}

export const handleSummary = summarize('flash-sale', `${users} buyers, ${units} units, ${seconds} s`);
