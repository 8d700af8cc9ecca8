import { afterAll, beforeAll, expect, test } from 'bun:test';
import { until } from '@ecomm/testing/until';
import { shell } from './shell.ts';
import { testShop, type TestShop } from './shop.fixture.ts';

let shop: TestShop;
beforeAll(async () => void (shop = await testShop()), 60_000);
afterAll(() => shop?.close(), 30_000);

const root = `${import.meta.dir}/../../..`;
const readText = (path: string): Promise<string> => Bun.file(`${root}/${path}`).text();

test("the README's TypeScript is the example that the SDK's test compiles and runs", async () => {
  const [, block] = /```ts\n([\s\S]*?)```/.exec(await readText('README.md'))!;
  expect(block).toBe(await readText('packages/sdk/examples/checkout.ts'));
});

/** A reader types slower than a shop's consumers join. */
const hasJoined = (): Promise<boolean> =>
  shell(shop, 'npx -y bun@1.4.5 run topic lag notifications-group').then(
    () => true,
    () => false,
  );

test("every command of the README's tour works as printed, in this order", async () => {
  const readme = await readText('README.md');
  const tour = /## A tour\n([\s\S]*?)\n## /.exec(readme)![1]!;
  const blocks = [...tour.matchAll(/```bash\n([\s\S]*?)```/g)].map(([, block]) => block!);
  expect(blocks.length).toBeGreaterThanOrEqual(7);
  await until(hasJoined, { timeoutMs: 30_000, what: 'the consumer group that the tour looks at' });
  const output = await shell(shop, blocks.join('\n'));
  expect(output).toContain('"price": 9.99');
  expect(output).toContain('"total_amount": 199.98');
  expect(output).toContain('"sku":"LAPTOP-001"');
  expect(output).toContain('"service": "orders"');
}, 90_000);
