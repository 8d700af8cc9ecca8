import { check, sleep } from 'k6';
import type { Options } from 'k6/options';
import { p95, trendStats } from './limits.ts';
import { summarize } from './report/summarize.ts';
import { durationSeconds, vus } from './settings.ts';
import { bodyOf, request } from './shop/request.ts';
import type { Product, ProductPage } from './shop/products.ts';

const users = vus(20);
const seconds = durationSeconds('1m');

export const options: Options = {
  scenarios: { browse: { executor: 'constant-vus', vus: users, duration: `${seconds}s` } },
  thresholds: {
    checks: ['rate==1'],
    http_req_failed: ['rate<0.01'],
    ...p95({ 'GET products/list': 500, 'GET products/:id': 300 }),
  },
  summaryTrendStats: trendStats,
};

/** Somebody who looks around: the first page and the next, what can be bought within a budget, a word, one product twice. */
export default function browse(): void {
  const first = list({});
  think();
  if (first.next_cursor !== null) nextPage(first);
  think();
  filter(first);
  think();
  const product = first.items[Math.floor(Math.random() * first.items.length)];
  if (product) look(product);
  think();
}

const think = (): void => sleep(0.2 + Math.random() * 0.6);

function list(query: Record<string, string | number | boolean>): ProductPage {
  const answer = request('GET products/list', { query: { limit: 10, ...query } });
  check(answer, { 'a page is shown': ({ status }) => status === 200 });
  return bodyOf(answer, 200) as ProductPage;
}

function nextPage({ items, next_cursor }: ProductPage): void {
  const seen = new Set(items.map(({ id }) => id));
  const next = list({ cursor: next_cursor! });
  check(next, { 'the next page shows other products': (page) => page.items.every(({ id }) => !seen.has(id)) });
}

function filter({ items }: ProductPage): void {
  const budget = items[0]?.price ?? 100;
  const affordable = list({ max_price: budget, in_stock: true, sort: 'price_asc' });
  check(affordable.items, {
    'nothing costs more than asked for': (found) => found.every(({ price }) => price <= budget),
    'everything can be bought': (found) => found.every(({ stock_quantity }) => stock_quantity > 0),
    'the cheapest comes first': (found) => found.every(({ price }, at) => at === 0 || found[at - 1]!.price <= price),
  });
  const [word = ''] = items[0]?.name.split(' ') ?? [];
  check(list({ q: word }), { 'a word of a name finds something': (page) => page.items.length > 0 });
}

function look({ id }: Product): void {
  const once = request('GET products/:id', { params: { id } });
  const again = request('GET products/:id', { params: { id } });
  check(once, {
    'the product is shown': ({ status }) => status === 200,
    'it is the one asked for': (answer) => (bodyOf(answer, 200) as Product).id === id,
    'it has a tag': ({ headers }) => headers.Etag !== undefined,
  });
  check(again, { 'what has not changed has the same tag': ({ headers }) => headers.Etag === once.headers.Etag });
}

export const handleSummary = summarize('browse', `${users} users, ${seconds} s`);
