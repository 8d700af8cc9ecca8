import { afterAll, beforeAll, expect, test } from 'bun:test';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serviceNames, testShop, type TestShop } from './shop.fixture.ts';

const sdk = join(import.meta.dir, '../../../packages/sdk');
const compiler = join(sdk, 'node_modules/typescript-native/bin/tsc');

/** A folder of somebody who has nothing but the tarball, beside a running shop. */
let shop: TestShop;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ecomm-sdk-user-'));
  const installed = install().catch((error: unknown) => error); // a shop that has started is always stopped
  shop = await testShop({ env: { PAYMENT_FAILURE_RATE: '0' } });
  const failure = await installed;
  if (failure) throw failure;
}, 90_000);
afterAll(() => Promise.all([shop?.close(), rm(folder, { recursive: true, force: true })]), 30_000);

async function run(...command: string[]): Promise<string> {
  const child = Bun.spawn(command, { cwd: folder, stdout: 'pipe', stderr: 'pipe' });
  const [out, complaints, code] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
  if (code !== 0) throw new Error(`exit code ${code} of ${command.join(' ')}\n${out}\n${complaints}`);
  return out;
}

async function install(): Promise<void> {
  const packed = join(folder, 'packed');
  await mkdir(packed);
  console.log((await run('bun', join(sdk, 'build.ts'), '--output', packed)).trim());
  const [tarball] = JSON.parse(await run('npm', 'pack', '--json', packed)) as { filename: string; size: number }[];
  console.log(`${tarball!.filename}: ${(tarball!.size / 1000).toFixed(1)} kB`);
  await Bun.write(join(folder, 'package.json'), JSON.stringify({ name: 'buyer', private: true, type: 'module' }));
  await run('npm', 'install', '--offline', '--no-audit', '--no-fund', `./${tarball!.filename}`);
  await rm(packed, { recursive: true });
}

const strict = {
  target: 'ES2022',
  module: 'NodeNext',
  lib: ['ES2023', 'DOM', 'DOM.Iterable'],
  types: [],
  strict: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: false,
  outDir: 'out',
  rootDir: 'src',
};

/** The README's blocks, each a module of its own; one that makes no shop has that of the first. */
async function blocks(): Promise<[string, string][]> {
  const readme = await Bun.file(join(folder, 'node_modules/@ecomm/sdk/README.md')).text();
  const found = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, block]) => block!);
  expect(found.length).toBeGreaterThanOrEqual(8);
  const prelude = "import { createShop } from '@ecomm/sdk';\nconst shop = createShop();\n";
  return found.map((block, n) => [`readme-${n}`, block.includes('createShop') ? block : prelude + block]);
}

test('somebody with the tarball alone compiles the examples and every block of its README; what is wrong does not compile', async () => {
  const urls = JSON.stringify(Object.fromEntries(serviceNames.map((name) => [name, shop.url(name)])));
  const example = (name: string) => Bun.file(join(sdk, `examples/${name}.ts`)).text();
  const checkout = await example('checkout');
  expect(checkout.trim().split('\n').length).toBeLessThanOrEqual(15);
  const [first] = await blocks();
  expect(first![1]).toBe(checkout);
  const sources = [
    ...(await blocks()),
    ['must-not-compile', await example('must-not-compile')],
    ['tour', await example('tour')],
    ...['node', 'bun'].map((on) => [
      `checkout-${on}`,
      checkout.replace('createShop()', `createShop({ urls: ${urls} })`).replace('customer@', `${on}@`),
    ]),
  ] as [string, string][];
  for (const [name, source] of sources) await Bun.write(join(folder, `src/${name}.ts`), source);
  await Bun.write(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: strict, include: ['src'] }));
  await run('bun', compiler, '-p', '.');
}, 60_000);

for (const runtime of ['node', 'bun']) {
  test(`on ${runtime}: sign up, list, order, watch until paid, payment, mails, errors, a lost answer, a renewed token`, async () => {
    const urls = Object.fromEntries(serviceNames.map((name) => [name, shop.url(name)]));
    const seen = JSON.parse(await run(runtime, 'out/tour.js', JSON.stringify(urls))) as Record<string, unknown>;
    expect(seen).toEqual({
      status: 'paid',
      seen: expect.any(Array),
      lost: 1,
      replayed: 'true',
      orders: 1,
      payment: 'succeeded',
      mails: ['order_confirmation', 'payment_succeeded', 'welcome'],
      short: expect.objectContaining({ code: 'stock.insufficient', status: 409, available: true }),
      me: true,
      renewed: true,
      after: 'auth.missing_token',
    });
    expect((seen.seen as string[]).at(-1)).toBe('2 paid');
  }, 30_000);

  test(`on ${runtime}: section 8 of the article in 15 lines`, async () => {
    const printed = await run(runtime, `out/checkout-${runtime}.js`);
    expect(printed).toMatch(/^[0-9a-f-]{36} (pending|paid) 99\.99$/m);
    expect(printed).toMatch(/ paid 99\.99$/m);
    expect(printed).toContain(`${runtime[0]}***@example.com`);
  }, 30_000);
}
