import { afterAll, afterEach, beforeAll, expect, test } from 'bun:test';
import { appendFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { copyWorkspace, type WorkspaceCopy } from '../workspace/copy.ts';

let copy: WorkspaceCopy;
beforeAll(async () => {
  copy = await copyWorkspace();
  await copy.run(process.execPath, 'tools/install.ts');
}, 60_000);
afterEach(async () => {
  await copy.run('git', 'checkout', '--quiet', '.');
  await copy.run('git', 'clean', '--force', '-d', '--quiet');
}, 30_000);
afterAll(() => copy?.remove(), 30_000);

const generate = (...args: string[]) => copy.attempt(process.execPath, 'run', 'generate', ...args);
const changes = async (): Promise<string> => (await copy.run('git', 'status', '--porcelain')).trim();
const mend = 'Mend it with: bun run generate';

test('on a clean tree nothing is changed', async () => {
  expect(await generate()).toMatchObject({ code: 0 });
  expect(await changes()).toBe('');
}, 60_000);

test('a hand edit in anything generated fails the check, which names the file and what mends it, and writes nothing', async () => {
  const edited = [
    'contracts/generated/http/orders.ts',
    'docs/events.md',
    'docs/metrics.md',
    'docs/topology.md',
    'docs/flows/order-states.md',
    'docs/environment.md',
    'deploy/grafana/generated/outbox.json',
  ];
  const inSdk = await copy.run('git', 'ls-files', 'packages/sdk/src/generated/orders');
  edited.push(inSdk.split('\n')[0]!);
  for (const path of edited) await appendFile(join(copy.folder, path), '\nedited by hand\n');
  await rm(join(copy.folder, 'contracts/generated/json-schema/OrderCreated.json'));
  const before = await changes();

  const { code, text } = await generate('--check');
  expect(code).toBe(1);
  for (const path of edited) expect(text).toMatch(new RegExp(`differs .*${RegExp.escape(path)}`));
  expect(text).toMatch(/missing .*OrderCreated\.json/);
  expect(text.trim().split('\n')).toContainEqual(expect.stringContaining(mend));
  expect(await changes()).toBe(before);

  expect(await generate()).toMatchObject({ code: 0 });
  expect(await changes()).toBe('');
}, 60_000);

test('the pages are stale when a service hears something else, or a contract changes', async () => {
  const table = join(copy.folder, 'apps/orders/src/subscriptions.ts');
  const source = await Bun.file(table).text();
  await Bun.write(table, source.replace(/onAll\(paymentFailed, \w+\)/, '').replace('paymentFailed,', ''));
  const heard = await generate('--check');
  expect(heard.code).toBe(1);
  for (const page of ['docs/events.md', 'docs/topology.md'])
    expect(heard.text).toMatch(new RegExp(`differs .*${page}`));

  await copy.run('git', 'checkout', '--quiet', '.');
  const contract = join(copy.folder, 'contracts/orders.tsp');
  await Bun.write(contract, (await Bun.file(contract).text()).replace('A new order was placed.', 'Somebody ordered.'));
  expect(await generate()).toMatchObject({ code: 0 });
  expect(await Bun.file(join(copy.folder, 'docs/events.md')).text()).toContain('Somebody ordered.');
  expect(await generate('--check')).toMatchObject({ code: 0 });
}, 60_000);
