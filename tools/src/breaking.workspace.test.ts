import { afterAll, beforeAll, expect, test } from 'bun:test';
import { join } from 'node:path';
import { copyWorkspace, type WorkspaceCopy } from './workspace/copy.ts';

let copy: WorkspaceCopy;
const identity = ['-c', 'user.name=Ecomm', '-c', 'user.email=ecomm@example.com'];
const gate = (...options: string[]) => copy.attempt(process.execPath, 'tools/src/breaking.ts', ...options);

beforeAll(async () => {
  copy = await copyWorkspace();
  await copy.run(process.execPath, 'contracts/generate.ts');
  await copy.run('git', ...identity, 'commit', '--quiet', '--all', '--allow-empty', '--message', 'Generated');
  await copy.run('git', 'switch', '--quiet', '--create', 'change');
}, 60_000);
afterAll(() => copy.remove());

async function edit(file: string, from: string, to: string): Promise<void> {
  const path = join(copy.folder, file);
  const text = await Bun.file(path).text();
  expect(text.split(from), file).toHaveLength(2);
  await Bun.write(path, text.replace(from, to));
}

test('a change is told from its sources, not from stale generated files; recorded it passes; a later one of its name does not', async () => {
  const unchanged = await gate();
  expect(unchanged).toMatchObject({
    code: 0,
    text: expect.stringMatching(/\n0 breaking changes, 0 accepted, 0 compatible$/),
  });

  await edit('contracts/orders.tsp', '@maxValue(1000)', '@maxValue(100)');
  const { code, text } = await gate('--explain');
  expect(code).toBe(1);
  expect(text).toContain(
    'orders.placeOrder (POST /create): in the request, maximum of `items[].quantity` was 1000 and is 100 now.',
  );
  expect(text).toMatch(
    /at +contracts\/orders\.tsp:\d+\n +affects +HTTP clients of orders; SDK shop\.orders\.create\(\)\n +instead +Accept what/,
  );
  expect(text).toMatch(/\n1 breaking change, 0 accepted, 0 compatible$/);

  const line = /\| `request-tightened Orders\.quantity maximum` \| <why> \| [\d-]+ \|/.exec(text)?.[0] ?? '';
  const records = join(copy.folder, 'contracts/breaking.md');
  await Bun.write(records, `${await Bun.file(records).text()}${line.replace('<why>', 'Nobody buys more')}\n`);
  expect(await gate()).toMatchObject({
    code: 0,
    text: expect.stringMatching(/because +Nobody buys more [^]*\n0 breaking changes, 1 accepted/),
  });

  await copy.run(process.execPath, 'contracts/generate.ts');
  await copy.run('git', ...identity, 'commit', '--quiet', '--all', '--message', 'A smaller quantity');
  await edit('contracts/orders.tsp', '@maxValue(100)', '@maxValue(10)');
  expect(await gate('--against', 'HEAD')).toMatchObject({
    code: 1,
    text: expect.stringContaining('was 100 and is 10 now'),
  });
}, 60_000);

test('a workflow gets a summary; programs get JSON', async () => {
  const summary = join(copy.folder, 'summary.md');
  const script = `GITHUB_STEP_SUMMARY=${summary} ${process.execPath} tools/src/breaking.ts --against HEAD --json`;
  const { code, text } = await copy.attempt('bash', '-c', script);
  expect(code).toBe(1);
  expect(JSON.parse(text)).toMatchObject({ breaking: [{ rule: 'request-tightened', affects: expect.any(Array) }] });
  expect(await Bun.file(summary).text()).toMatch(
    /^## Contracts: 1 breaking change[^]*- \*\*orders\.placeOrder[^]*contracts\/breaking\.md/,
  );
}, 30_000);

test('what stops the comparison is said in a sentence, and is no pass', async () => {
  expect(await gate('--against', 'v9')).toMatchObject({
    code: 1,
    text: expect.stringContaining('There is no commit v9 here'),
  });
  await edit('contracts/users.tsp', 'model SignUp {', 'model SignUp {\n    referrer: nowhere;');
  const { code, text } = await gate();
  expect(code).toBe(1);
  expect(text).toContain('The sources in contracts/ can not be generated');
  expect(text).toContain('users.tsp');
  expect(text).toContain('nowhere');
}, 30_000);
