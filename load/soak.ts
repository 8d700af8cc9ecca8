import { check, sleep } from 'k6';
import exec from 'k6/execution';
import { Counter } from 'k6/metrics';
import type { Options } from 'k6/options';
import { p95, trendStats } from './limits.ts';
import { summarize } from './report/summarize.ts';
import { durationSeconds, rate } from './settings.ts';
import { buyerOf, buyersFor, tokenOf, type Buyer } from './shop/accounts.ts';
import { checkOut, checkOutLimits } from './shop/check-out.ts';
import { addProducts, withdrawProducts, type Product } from './shop/products.ts';
import { request } from './shop/request.ts';
import { countWaiting } from './shop/waiting.ts';

const perSecond = rate(2);
const seconds = durationSeconds('30m');

/** Events that were not published, or not read, a minute and a half after the last order. */
const leftBehind = new Counter('left_behind');

export const options: Options = {
  scenarios: {
    soak: {
      executor: 'constant-arrival-rate',
      rate: perSecond,
      timeUnit: '1s',
      duration: `${seconds}s`,
      preAllocatedVUs: Math.max(20, perSecond * 5),
      maxVUs: Math.max(40, perSecond * 20),
      gracefulStop: '40s',
    },
  },
  thresholds: {
    checks: ['rate==1'],
    http_req_failed: ['rate<0.001'],
    dropped_iterations: ['count==0'], // the rate was held
    left_behind: ['count==0'],
    ...checkOutLimits,
    ...p95({
      'GET products/list': 500,
      'GET products/:id': 300,
      'POST orders/create': 500,
      'GET orders/:id': 300,
      'GET orders/user/:userId': 300,
      'POST orders/:id/cancel': 500,
    }),
  },
  summaryTrendStats: trendStats,
  setupTimeout: '5m',
  teardownTimeout: '3m',
};

interface Shop {
  buyers: Buyer[];
  products: Product[];
}

export const setup = (): Shop => ({ buyers: buyersFor(perSecond), products: addProducts(10, 1_000_000) });

/** A visit: look around, order, look at one's orders; one in ten of those who paid changes their mind. */
export default function soak({ buyers, products }: Shop): void {
  const buyer = buyerOf(buyers);
  look(products[exec.scenario.iterationInTest % products.length]!);
  const { id, status } = checkOut(buyer, products);
  const mine = request('GET orders/user/:userId', { token: tokenOf(buyer), params: { userId: buyer.id } });
  check(mine, { 'the order is among mine': ({ status, body }) => status === 200 && body.includes(id) });
  if (status === 'paid' && exec.scenario.iterationInTest % 10 === 0) cancel(buyer, id);
}

function look({ id }: Product): void {
  const shown = { 'what is on sale is shown': ({ status }: { status: number }) => status === 200 };
  check(request('GET products/list'), shown);
  check(request('GET products/:id', { params: { id } }), shown);
}

function cancel(buyer: Buyer, id: string): void {
  const answer = request('POST orders/:id/cancel', { token: tokenOf(buyer), params: { id } });
  check(answer, { 'the order is cancelled': ({ status }) => status === 200 });
}

const settledWithinMs = 90_000;

export function teardown({ products }: Shop): void {
  const end = Date.now() + settledWithinMs;
  withdrawProducts(products);
  let waiting = countWaiting();
  while (waiting > 0 && Date.now() < end) {
    sleep(1);
    waiting = countWaiting();
  }
  leftBehind.add(waiting);
}

export const handleSummary = summarize('soak', `${perSecond} visits/s, ${seconds} s`);
