import { afterAll, beforeAll, expect, test } from 'bun:test';
import { paymentFailed } from '@ecomm/contracts/events';
import { mailServer, type MailServer } from '@ecomm/testing/mail-server';
import { until } from '@ecomm/testing/until';
import { request } from './buyer.ts';
import { publish } from './publish.ts';
import { readTopics } from './read-topics.ts';
import { serviceNames } from './shop.fixture.ts';
import { tracedShop, type TracedShop } from './traced-shop.fixture.ts';

let traced: TracedShop;
let mails: MailServer;
beforeAll(async () => {
  mails = await mailServer();
  traced = await tracedShop({ smtpUrl: mails.url, env: { LOG_LEVEL: 'trace' } });
}, 120_000);
afterAll(async () => {
  await traced?.close();
  await mails?.close();
}, 30_000);

/** What nobody but its owner may read, each found again by its text. */
const planted = {
  password: `planted-password-${crypto.randomUUID()}`,
  newPassword: `planted-new-password-${crypto.randomUUID()}`,
  wrongPassword: `planted-wrong-password-${crypto.randomUUID()}`,
  card: '4929000012345678',
  key: `planted-key-${crypto.randomUUID()}`,
  address: `planted-${crypto.randomUUID()}@example.com`,
};
const tokens: string[] = [];
/** These events are there to tell the address; mail is sent by the one, the other is how it is known at all. */
const mayNameAddress = new Set(['user.created', 'notification.email']);

interface Session {
  token: string;
  refresh_token: string;
  userId: number;
}

/** A buyer's whole visit, with every slip of the hand that puts a secret where it does not belong. */
async function visit(): Promise<Session> {
  const { shop } = traced;
  const [users, products, orders] = [shop.url('users'), shop.url('products'), shop.url('orders')];
  const session = async (path: string, body: object, token?: string): Promise<Session> => {
    const answer = await request<Session>(`${users}${path}`, { body, ...(token ? { token } : {}) });
    if (answer.body?.token) tokens.push(answer.body.token, answer.body.refresh_token);
    return answer.body;
  };
  const { address: email, password, newPassword, wrongPassword, card, key } = planted;
  const first = await session('/auth/signup', { email, password });
  await session('/auth/signup', { email, password });
  await session('/auth/login', { email, password: wrongPassword });
  await session('/auth/login', { email, password, card });
  await session('/auth/login', { email: password, password: email });
  const second = await session('/auth/refresh', { refresh_token: first.refresh_token });
  await session('/auth/refresh', { refresh_token: first.refresh_token });
  const third = await session('/auth/login', { email, password });
  const { token } = third;
  await session('/auth/password', { current_password: password, new_password: newPassword }, token);
  const items = [{ product_id: 1, quantity: 1 }];
  const place = (body: object, headers = {}) => request(`${orders}/create`, { token, body, headers });
  for (const payment_method of ['test_success', 'test_decline']) {
    const placed = async () =>
      (await place({ items, payment_method }, { 'idempotency-key': key + payment_method })).status === 201;
    await until(placed, { timeoutMs: 20_000, what: 'an order' });
  }
  await place({ items, card, password }, { 'idempotency-key': key, 'x-request-id': card });
  await place({ items: [{ product_id: 1, quantity: 1, [card]: token }] });
  await request(`${orders}/${card}`, { token });
  await request(`${orders}/${card}/${token}?password=${password}`, { token });
  await request(`${products}/list?q=${card}&card=${card}&token=${token}`);
  await request(`${products}/${card}`, { headers: { authorization: `Bearer ${card}`, cookie: `token=${token}` } });
  await fetch(`${users}/auth/login`, { method: 'POST', body: `{"password": "${password}` });
  return { ...third, refresh_token: second.refresh_token };
}

test('no password, token, card number or key is in any span, line, metric or event, and no address beyond where it is due', async () => {
  const { shop, receiver, lines } = traced;
  const { userId } = await visit();
  await untilTold('the mails of the visit', () => mails.received.length >= 5);
  // Mail that is refused, with the address in the refusal, and an event that nobody can take.
  mails.mode = 'refuse';
  const poison = {
    order_id: crypto.randomUUID(),
    transaction_id: crypto.randomUUID(),
    amount: 5,
    reason: 'card_declined',
  };
  const payload = { ...poison, user_id: userId, occurred_at: new Date().toISOString() };
  await publish(shop, paymentFailed, { id: Bun.randomUUIDv7(), payload });
  await publish(shop, paymentFailed, { id: Bun.randomUUIDv7(), payload: { ...payload, user_id: 2 ** 31 - 1 } });
  await untilTold('a refused mail', () => lines.some((line) => line.includes('mail cannot be sent')));
  await untilTold('a dead letter', () => lines.some((line) => line.includes('went to the dead letters')));
  await untilTold('their spans', () =>
    ['send mail', 'dead_letter payment.failed'].every((title) =>
      receiver.spans.some(({ name, failed }) => name === title && failed),
    ),
  );

  const records = await readTopics(shop);
  const metrics = await Promise.all(
    serviceNames.map((service) => metricsOf(shop.env[`${service.toUpperCase()}_METRICS_PORT`])),
  );
  const places = {
    spans: Buffer.concat(receiver.bodies).toString('latin1'),
    lines: lines.join('\n'),
    metrics: metrics.join('\n'),
    events: records.map(({ text }) => text).join('\n'),
  };
  // It is looked for where there is something to be found.
  expect(places.spans).toContain('POST /auth/login');
  expect(places.lines).toContain('"service":"users"');
  expect(places.metrics).toContain('http_server_request_duration_seconds');
  expect(places.events).toContain(planted.address);
  expect(tokens.length).toBeGreaterThanOrEqual(6);

  const { address, ...secrets } = planted;
  const signatures = tokens.map((token) => token.split('.').at(-1)!);
  for (const [place, text] of Object.entries(places))
    for (const [name, secret] of [...Object.entries(secrets), ...signatures.map((one) => ['token', one] as const)])
      expect(text.includes(secret) ? `${name} in ${place}: ${around(text, secret)}` : '').toBe('');
  const { events: _, ...open } = places;
  for (const [place, text] of Object.entries(open))
    expect(text.includes(address) ? `address in ${place}: ${around(text, address)}` : '').toBe('');
  const named = records.filter(({ text }) => text.includes(address)).map(({ topic }) => topic);
  expect(new Set(named)).toEqual(mayNameAddress);
}, 120_000);

const untilTold = (what: string, condition: () => boolean) => until(condition, { timeoutMs: 30_000, what });

const around = (text: string, secret: string): string =>
  text.slice(Math.max(0, text.indexOf(secret) - 300), text.indexOf(secret) + 100);

/** What a service tells Prometheus. */
async function metricsOf(port: string | undefined): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}/metrics`, { signal: AbortSignal.timeout(5_000) });
  expect(response.status).toBe(200);
  return response.text();
}
