import type { Options } from 'k6/options';
import { p95, trendStats } from './limits.ts';
import { summarize } from './report/summarize.ts';
import { durationSeconds, rate } from './settings.ts';
import { buyerOf, buyersFor, type Buyer } from './shop/accounts.ts';
import { checkOut, checkOutLimits } from './shop/check-out.ts';
import { addProducts, withdrawProducts, type Product } from './shop/products.ts';

const perSecond = rate(20);
const seconds = durationSeconds('1m');

export const options: Options = {
  scenarios: {
    checkout: {
      executor: 'constant-arrival-rate',
      rate: perSecond,
      timeUnit: '1s',
      duration: `${seconds}s`,
      // An order is followed for half a second or so; behind a shop that has got slow there are more at a time.
      preAllocatedVUs: Math.max(20, perSecond * 5),
      maxVUs: Math.max(40, perSecond * 20),
      gracefulStop: '40s',
    },
  },
  thresholds: {
    checks: ['rate==1'],
    http_req_failed: ['rate<0.01'],
    dropped_iterations: ['count==0'], // the rate was held
    ...checkOutLimits,
    ...p95({ 'POST orders/create': 500, 'GET orders/:id': 300 }),
  },
  summaryTrendStats: trendStats,
  setupTimeout: '5m',
};

interface Shop {
  buyers: Buyer[];
  products: Product[];
}

export const setup = (): Shop => ({ buyers: buyersFor(perSecond), products: addProducts(20, 1_000_000) });

export default function checkout({ buyers, products }: Shop): void {
  checkOut(buyerOf(buyers), products);
}

export const teardown = ({ products }: Shop): void => withdrawProducts(products);

export const handleSummary = summarize('checkout', `${perSecond} orders/s, ${seconds} s`);
