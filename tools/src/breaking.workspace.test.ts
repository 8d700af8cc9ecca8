import { afterAll, beforeAll, expect, test } from 'bun:test';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compareWithBase } from './breaking/compare-with-base.ts';
import { copyWorkspace, type WorkspaceCopy } from './workspace/copy.ts';

let copy: WorkspaceCopy;
const identity = ['-c', 'user.name=Ecomm', '-c', 'user.email=ecomm@example.com'];
const gate = (...options: string[]) => copy.attempt(process.execPath, 'tools/src/breaking.ts', ...options);

beforeAll(async () => {
  copy = await copyWorkspace();
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
  const summary = join(copy.folder, 'summary.md');
  await edit('contracts/orders.tsp', '@maxValue(1000)', '@maxValue(100)');
  const script = `GITHUB_STEP_SUMMARY=${summary} ${process.execPath} tools/src/breaking.ts --explain`;
  const { code, text } = await copy.attempt('bash', '-c', script);
  expect(code).toBe(1);
  expect(text).toContain(
    'orders.placeOrder (POST /create): in the request, maximum of `items[].quantity` was 1000 and is 100 now.',
  );
  expect(text).toMatch(
    /at +contracts\/orders\.tsp:\d+\n +affects +HTTP clients of orders; SDK shop\.orders\.create\(\)\n +instead +Accept what/,
  );
  expect(text).toMatch(/\n1 breaking change, 0 accepted, 0 compatible$/);
  expect(await Bun.file(summary).text()).toMatch(
    /^## Contracts: 1 breaking change[^]*- \*\*orders\.placeOrder[^]*contracts\/breaking\.md/,
  );

  const line = /\| `request-tightened Orders\.quantity maximum` \| <why> \| [\d-]+ \|/.exec(text)?.[0] ?? '';
  const records = join(copy.folder, 'contracts/breaking.md');
  await Bun.write(records, `${await Bun.file(records).text()}${line.replace('<why>', 'Nobody buys more')}\n`);
  const passed = await gate('--json');
  expect(passed.code).toBe(0);
  expect(JSON.parse(passed.text)).toMatchObject({
    breaking: [],
    accepted: [{ rule: 'request-tightened', affects: expect.any(Array), record: { why: 'Nobody buys more' } }],
    warnings: [],
  });

  await copy.run('git', ...identity, 'commit', '--quiet', '--message', 'Only the record', 'contracts/breaking.md');
  const temporary = await mkdtemp(join(tmpdir(), 'ecomm-breaking-'));
  const later = await compareWithBase(copy.folder, temporary, 'HEAD');
  await rm(temporary, { recursive: true });
  expect(later).toMatchObject({ breaking: [{ rule: 'request-tightened' }], accepted: [] });
}, 60_000);

test('what stops the comparison is said in a sentence, and is no pass', async () => {
  expect(compareWithBase(copy.folder, copy.folder, 'v9')).rejects.toThrow('There is no commit v9 here');
  await edit('contracts/users.tsp', 'model SignUp {', 'model SignUp {\n    referrer: nowhere;');
  const { code, text } = await gate();
  expect(code).toBe(1);
  expect(text).toMatch(/^The sources in contracts\/ can not be generated/);
  expect(text).toContain('users.tsp');
  expect(text).toContain('nowhere');
}, 30_000);
