import { afterAll, beforeAll, expect, test } from 'bun:test';
import { appendFile, cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let copy: string;
beforeAll(async () => {
  copy = await mkdtemp(join(tmpdir(), 'ecomm-drift-'));
});
afterAll(() => rm(copy, { recursive: true }));

async function run(script: string, ...args: string[]) {
  const child = Bun.spawn([process.execPath, script, ...args], {
    cwd: import.meta.dir,
    stdout: 'pipe',
    stderr: 'pipe',
  });
  const [out, err] = await Promise.all([child.stdout.text(), child.stderr.text()]);
  return { code: await child.exited, out, err };
}

test('--check passes on what is committed, then names each file that differs and the command that mends it', async () => {
  await cp(join(import.meta.dir, 'generated'), copy, { recursive: true });
  expect(await run('generate.ts', '--check', '--output', copy)).toMatchObject({ code: 0, err: '' });

  await appendFile(join(copy, 'events.ts'), '// edited by hand\n');
  await rm(join(copy, 'openapi/orders.json'));
  await Bun.write(join(copy, 'http/carts.ts'), 'export {};\n');
  const { code, err } = await run('generate.ts', '--check', '--output', copy);
  expect(code).toBe(1);
  expect(err).toContain(`differs ${join(copy, 'events.ts')}`);
  expect(err).toContain(`missing ${join(copy, 'openapi/orders.json')}`);
  expect(err).toContain(`stale   ${join(copy, 'http/carts.ts')}`);
  expect(err).toContain('bun run generate');

  expect(await run('generate.ts', '--output', copy)).toMatchObject({
    code: 0,
    out: expect.stringContaining('3 files'),
  });
  expect(await run('generate.ts', '--check', '--output', copy)).toMatchObject({ code: 0 });
}, 60_000);

test('an unknown option is refused, --help explains', async () => {
  expect(await run('generate.ts', '--chekc')).toMatchObject({ code: 1, err: expect.stringContaining('--chekc') });
  expect(await run('generate.ts', '--help')).toMatchObject({ code: 0, out: expect.stringContaining('--check') });
});

test('an event whose key is no field, whose type is taken, or that has no example does not compile', async () => {
  const source = join(copy, 'bad.tsp');
  await Bun.write(
    source,
    `import "${import.meta.dir}/emitters/event.tsp";
     @Ecomm.Kafka.event("a.b", "a.b", "nope", "x", 1) model A { id: string }
     @Ecomm.Kafka.event("a.b", "a.b", "id", "x", 1) model B { id: string }`,
  );
  const { code, out, err } = await run('node_modules/@typespec/compiler/cmd/tsp.js', 'compile', source, '--no-emit');
  expect(code).not.toBe(0);
  expect(out + err).toContain('event key nope is not a required property of A');
  expect(out + err).toContain('event type a.b is declared twice');
  expect(out + err).toContain('event B needs an @example');
}, 30_000);
