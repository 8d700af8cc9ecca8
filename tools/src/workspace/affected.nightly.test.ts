import { afterAll, afterEach, beforeAll, describe, expect, test } from 'bun:test';
import { globSync } from 'node:fs';
import { appendFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../suite/projects.ts';
import { copyWorkspace, type WorkspaceCopy } from './copy.ts';

let copy: WorkspaceCopy;
beforeAll(async () => void (copy = await copyWorkspace()), 60_000);
afterEach(async () => {
  await copy.run('git', 'checkout', '--quiet', '.');
  await copy.run('git', 'clean', '--force', '-d', '--quiet');
});
afterAll(() => copy?.remove(), 30_000);

const targets = ['test', 'check', 'build'];
const nx = async (...args: string[]): Promise<string> => copy.run(process.execPath, '--bun', 'nx', ...args);

/** The short names of the projects of which Nx would run each target, sorted. */
async function affected(...asked: string[]): Promise<Record<string, string>> {
  const said = await nx('affected', '--target', ...asked, '--base=HEAD', '--explain=stdout');
  const tasks = Object.keys((JSON.parse(said) as { affected: Record<string, unknown> }).affected);
  const named = (target: string): string[] =>
    tasks.filter((id) => id.endsWith(`:${target}`)).map((id) => id.slice('@ecomm/'.length, -target.length - 1));
  return Object.fromEntries(asked.map((target) => [target, named(target).toSorted().join(' ')]));
}

const apps = globSync('*/src/main.ts', { cwd: join(root, 'apps') }).map((path) => path.split(/[\\/]/)[0]!);
const list = (...names: string[]): string => names.toSorted().join(' ');

/** What is changed, the projects that are then tested and type-checked, and those that are built again. */
const cases: [path: string, reached: string, built?: string][] = [
  ['apps/orders/src/order.ts', 'e2e orders', 'orders'],
  ['apps/orders/src/order.test.ts', 'orders'],
  ['apps/notifications/templates/welcome.html.eta', 'e2e notifications', 'notifications'],
  ['apps/users/migrations/meta/_journal.json', 'e2e users', 'users'],
  ['packages/outbox/src/stage.ts', list('outbox', 'e2e', ...apps), list(...apps)],
  ['packages/outbox/src/stage.flow.test.ts', 'outbox'],
  ['packages/sdk/src/shop.ts', 'e2e sdk', 'sdk'],
  [
    'contracts/orders.tsp',
    'contracts e2e notifications orders payments products sdk',
    'notifications orders payments products sdk',
  ],
  ['contracts/orders.http.tsp', 'contracts e2e orders sdk', 'orders sdk'],
  ['contracts/generated/http/orders.ts', 'contracts e2e orders sdk', 'orders sdk'],
  ['contracts/generated/rpc/orders.ts', 'contracts e2e orders payments products', 'orders payments products'],
  [
    'contracts/generated/events/orders.ts',
    'contracts e2e notifications orders payments products',
    'notifications orders payments products',
  ],
  [
    'contracts/golden/order.updated/1/full.json',
    'contracts notifications orders payments products',
    'notifications orders payments products',
  ],
  ['contracts/generated/rpc/users.ts', 'contracts e2e notifications orders rpc users', 'notifications orders users'],
  ['contracts/generator/http.ts', 'contracts'],
  ['contracts/money.ts', list('contracts', 'e2e', 'rpc', 'sdk', ...apps), list('sdk', ...apps)],
  ['load/checkout.ts', 'e2e load'],
  ['load/test/duration.test.ts', 'load'],
  ['README.md', ''],
  ['apps/orders/README.md', ''],
  ['docs/commands.md', ''],
];

describe('a change reaches what reads it, and nothing else', () => {
  for (const [path, reached, built = ''] of cases) {
    test(`${path} → ${reached || 'nothing'}`, async () => {
      expect(await Bun.file(join(copy.folder, path)).exists()).toBe(true);
      await appendFile(join(copy.folder, path), '\n');
      expect(await affected(...targets)).toEqual({ test: reached, check: reached, build: built });
    });
  }

  test("the SDK's README is packed with it, and its examples are compiled", async () => {
    await appendFile(join(copy.folder, 'packages/sdk/README.md'), '\n');
    expect(await affected(...targets)).toEqual({ test: 'e2e sdk', check: '', build: 'sdk' });
  });

  test('a file that is new or gone counts', async () => {
    await rm(join(copy.folder, 'apps/users/src/log-in.ts'));
    await Bun.write(join(copy.folder, 'packages/testing/src/new.ts'), '');
    const { test: tested } = await affected('test');
    expect(tested?.split(' ')).toContain('users');
    expect(tested?.split(' ')).toContain('testing');
  });

  test('what every compilation reads reaches every project', async () => {
    await appendFile(join(copy.folder, 'tsconfig.base.json'), '\n');
    const all = (await nx('show', 'projects'))
      .trim()
      .split('\n')
      .map((name) => name.replace('@ecomm/', ''));
    expect(all.length).toBeGreaterThanOrEqual(15);
    expect(await affected('test', 'check')).toEqual({ test: list(...all), check: list(...all) });
  });
});

test('the README reaches only the test that runs its commands, which is no part of `test`', async () => {
  await appendFile(join(copy.folder, 'README.md'), '\n');
  const reached = await affected(...targets, 'test-workspace', 'test-readme');
  expect(reached).toEqual({ test: '', check: '', build: '', 'test-workspace': '', 'test-readme': 'e2e' });
});

test('what passed is remembered until its inputs change; where the servers of the tests are is no input', async () => {
  const run = (server: string): Promise<string> => {
    const nxTest = [process.execPath, '--bun', 'nx', 'run-many', '--target=test', '--projects=@ecomm/runtime'];
    return copy.run('env', `TEST_DATABASE_URL=${server}`, ...nxTest);
  };
  const isRemembered = async (): Promise<boolean> =>
    (await copy.attempt(process.execPath, '--bun', 'tools/src/suite/ask-cache.ts', 'test', '@ecomm/runtime')).code ===
    0;

  expect(await isRemembered()).toBe(false);
  expect(await run('postgres://one')).toContain('0/1 hit');
  expect(await isRemembered()).toBe(true);
  expect(await run('postgres://two')).toContain('1/1 hit');
  await appendFile(join(copy.folder, 'packages/runtime/src/config.ts'), '\n');
  expect(await isRemembered()).toBe(false);
});

describe('bun run test --affected', () => {
  const command = (...args: string[]): Promise<string> => copy.run(process.execPath, 'tools/src/test.ts', ...args);

  test('runs nothing, and says so, when nothing changed', async () => {
    expect(await command('--affected', '--base', 'HEAD')).toContain('No test has to run.');
  });

  test('runs every test when there is no commit in common with the base, as in a first push', async () => {
    const zeros = '0'.repeat(40);
    const said = await command('runtime', '--affected', '--base', zeros);
    expect(said).toContain(`There is no commit in common with ${zeros}: every test runs.`);
    expect(said).toMatch(/\n\d+ passed, 0 failed$/);
  });
});
