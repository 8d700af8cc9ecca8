import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'bun:test';

const root = join(import.meta.dir, '../../..');
const out = mkdtempSync(join(tmpdir(), 'failpoints-'));
afterAll(() => rmSync(out, { recursive: true }));

/** The failpoints that a service's bundle calls, as their names are spelt. */
async function failpointsIn(service: string, ...flags: string[]): Promise<string[]> {
  const outdir = join(out, `${service}${flags.join('')}`);
  const command = ['bun', 'build', '--target=bun', '--outdir', outdir, ...flags, `apps/${service}/src/main.ts`];
  const build = Bun.spawn(command, { cwd: root, stdout: 'ignore', stderr: 'pipe' });
  const errors = await new Response(build.stderr).text();
  if ((await build.exited) !== 0) throw new Error(errors);
  const text = await Bun.file(join(outdir, 'main.js')).text();
  return [...text.matchAll(/\bawait failpoint\w*\(([^)]*)\)/g)].map(([, name = '']) => name);
}

test.each(['users', 'products', 'orders', 'payments', 'notifications'])(
  'a production bundle of %s has no failpoint',
  async (service) => {
    expect(await failpointsIn(service)).toContain('`${service}.relay-after-ack`');
    expect(await failpointsIn(service, '--drop=failpoint')).toEqual([]);
  },
  60_000,
);
