import { afterAll, beforeAll, expect, test } from 'bun:test';
import { shell } from './shell.ts';
import { testShop, type TestShop } from './shop.fixture.ts';

let shop: TestShop;
beforeAll(async () => void (shop = await testShop()), 60_000);
afterAll(() => shop?.close(), 30_000);

test("every command of the README's tour works as printed, in this order", async () => {
  const readme = await Bun.file(`${import.meta.dir}/../../../README.md`).text();
  const tour = /## A tour\n([\s\S]*?)\n## /.exec(readme)![1]!;
  const blocks = [...tour.matchAll(/```bash\n([\s\S]*?)```/g)].map(([, block]) => block!);
  expect(blocks.length).toBeGreaterThanOrEqual(7);
  const output = await shell(shop, blocks.join('\n'));
  expect(output).toContain('"price": 9.99');
  expect(output).toContain('"total_amount": 199.98');
  expect(output).toContain('"sku":"LAPTOP-001"');
  expect(output).toContain('"service": "orders"');
}, 60_000);
