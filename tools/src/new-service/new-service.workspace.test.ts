import { afterAll, beforeAll, expect, test } from 'bun:test';
import postgres from 'postgres';
import { copyWorkspace, type WorkspaceCopy } from '../workspace/copy.ts';

const databaseUrl = process.env.TEST_DATABASE_URL;
const prefix = `new_${crypto.randomUUID().slice(0, 8)}_`;

let copy: WorkspaceCopy;
beforeAll(async () => {
  if (!databaseUrl) throw new Error('TEST_DATABASE_URL is missing: run these tests by `bun run test tools`.');
  copy = await copyWorkspace();
  await copy.run(process.execPath, 'tools/install.ts');
}, 60_000);
afterAll(async () => {
  await copy?.remove();
  const sql = postgres(`${databaseUrl}/postgres`, { max: 1, onnotice: () => {} });
  for (const service of ['users', 'reviews'])
    await sql`drop database if exists ${sql(`${prefix}${service}`)} with (force)`;
  await sql.end();
}, 30_000);

test('a name that cannot be is refused with one that can, and nothing is written', async () => {
  const { code, text } = await copy.attempt(process.execPath, 'run', 'new:service', 'gift-cards');
  expect(code).toBe(1);
  expect(text).toContain('bun run new:service reviews');
  expect(await copy.run('git', 'status', '--porcelain')).toBe('');
});

test('a name that can be makes a service', async () => {
  expect(await copy.run(process.execPath, 'run', 'new:service', 'reviews')).toContain('reviews is there, on port 3006');
}, 60_000);

test('what is asked of every service holds for one more: its documents, golden records, SDK methods and lists', async () => {
  const contracts = ['contracts', 'documents', 'events', 'golden', 'asyncapi'].map(
    (name) => `./contracts/${name}.test.ts`,
  );
  const sdk = ['src/contract', 'build'].map((name) => `./packages/sdk/${name}.test.ts`);
  const tools = ['workspace/contract-inputs.workspace.test.ts', 'shop/service-env.test.ts', 'topology/pages.test.ts'];
  const paths = [...contracts, ...sdk, ...tools.map((path) => `./tools/src/${path}`)];
  const said = await copy.run(process.execPath, 'test', '--timeout', '30000', ...paths);
  expect(said).toContain('reviews.create sends POST /');
  expect(said).toContain('apps/reviews imports are its inputs');
}, 60_000);

test('the service runs in a shop of its own, and the SDK talks to it', async () => {
  const said = await copy.run(process.execPath, '-e', runIt);
  expect(JSON.parse(said.split('\n').at(-1)!)).toMatchObject({
    services: ['users', 'reviews'],
    made: { title: 'Just right', user_id: 1 },
    listed: [{ title: 'Just right' }],
    health: { service: 'reviews', checks: { database: { status: 'up' }, outbox: { rows: expect.any(Number) } } },
    page: 200,
  });
}, 60_000);

const runIt = `
  import { silent } from './tools/src/shop/lines.ts';
  import { freePorts } from './tools/src/shop/port-plan.ts';
  import { startShop } from './tools/src/shop/shop.ts';
  import { createShop } from './packages/sdk/src/shop.ts';
  const shop = await startShop({
    dataDir: './.data',
    ports: await freePorts(),
    broker: { kind: 'given', brokers: process.env.TEST_KAFKA_BROKERS },
    databaseUrl: process.env.TEST_DATABASE_URL,
    out: silent,
    only: ['reviews'],
    env: { DATABASE_PREFIX: '${prefix}', KAFKA_PREFIX: '${prefix}.' },
  });
  try {
    const urls = { users: shop.url('users'), reviews: shop.url('reviews') };
    const client = createShop({ urls });
    await client.users.signup({ email: 'ada@example.com', password: 'pass123456' });
    const made = await client.reviews.create({ title: 'Just right' });
    const { items: listed } = await client.reviews.list();
    const { status: page } = await fetch(urls.reviews + '/swagger');
    console.log(JSON.stringify({ services: shop.services, made, listed, health: await client.reviews.health(), page }));
  } finally {
    await shop.stop();
  }`;
