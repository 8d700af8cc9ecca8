import { createShop, isShopError, type Fetch, type Orders, type ShopOptions, type Tokens } from '@ecomm/sdk';

/** Everything the SDK promises, against a running shop whose addresses are the first argument; prints what it got. */
declare const process: { argv: string[] };
const urls = JSON.parse(process.argv[2] ?? '{}') as ShopOptions['urls'];

/** Loses the answer to every order that is placed, once: the service has it, and the client cannot know. */
let lost = 0;
const flaky: Fetch = async (url, init) => {
  const response = await fetch(url, init);
  if (!url.endsWith('/create') || lost > 0) return response;
  lost += 1;
  await response.text();
  throw new TypeError('the connection broke');
};

let kept: Tokens | undefined;
const tokens = { get: () => kept, set: (given: Tokens | undefined) => void (kept = given) };
const shop = createShop({ urls, tokens, fetch: flaky });

const domain = `${Math.random().toString(36).slice(2)}.example.com`;
const email = `sdk@${domain}`;
const { user } = await shop.users.signup({ email, password: 'pass123456' });
const [first] = (await shop.products.list({ limit: 1, in_stock: true, sort: 'price_asc' })).items;

let replayed: string | null = null;
const order: Orders.Order = await shop.orders.create(
  { items: [{ product_id: first!.id, quantity: 1 }], payment_method: 'test_success' },
  { onResponse: ({ headers }) => (replayed = headers.get('idempotent-replayed')) },
);

const seen: string[] = [];
let paid = order;
for await (const change of shop.orders.watch(order.id)) {
  seen.push(`${change.sequence} ${change.order.status}`);
  paid = change.order;
  if (paid.status === 'paid') break;
}
const payment = await shop.payments.status(paid.transaction_id!);

let mails: string[] = [];
for (let tries = 0; tries < 100 && mails.length < 3; tries += 1) {
  await new Promise((wake) => setTimeout(wake, 100));
  const { items } = await shop.notifications.queued({ limit: 100 });
  mails = items.filter(({ to }) => to === `s***@${domain}`).map(({ template }) => template);
}

let orders = 0;
for await (const one of shop.orders.allByUser(user.id, { limit: 1 })) orders += one.items_count;

let short: unknown;
try {
  await shop.orders.create({ items: [{ product_id: first!.id, quantity: 1000 }], expected_total: 1 });
} catch (error) {
  if (isShopError(error, 'stock.insufficient')) short = { ...error.problem, available: error.problem.available > 0 };
  else if (isShopError(error, 'order.total_changed')) short = { code: error.code };
  else throw error;
}

const before = kept!.refresh_token;
kept = { ...kept!, token: 'not.a.token' };
const [me] = await Promise.all([shop.users.me(), shop.users.me(), shop.orders.get(order.id)]);
const renewed = kept.refresh_token !== before;
await shop.users.logout();
const after = await shop.users.me().catch((error: unknown) => (isShopError(error) ? error.code : String(error)));

console.log(
  JSON.stringify({
    status: paid.status,
    seen,
    lost,
    replayed,
    orders,
    payment: payment.status,
    mails: mails.toSorted(),
    short,
    me: me.email === email,
    renewed,
    after,
  }),
);
