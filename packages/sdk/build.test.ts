import { afterAll, beforeAll, expect, test } from 'bun:test';
import { appendFile, cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const largest = 12_000;

let temporary: string;
beforeAll(async () => void (temporary = await mkdtemp(join(tmpdir(), 'ecomm-sdk-'))));
afterAll(() => rm(temporary, { recursive: true }));

async function run(script: string, ...args: string[]) {
  const child = Bun.spawn([process.execPath, script, ...args], {
    cwd: import.meta.dir,
    stdout: 'pipe',
    stderr: 'pipe',
  });
  const [out, err] = await Promise.all([child.stdout.text(), child.stderr.text()]);
  return { code: await child.exited, out, err };
}

test('the bundle is one module without imports, of at most 12 kB gzipped, that no runtime but a browser must provide for', async () => {
  const output = join(temporary, 'dist');
  const { code, err, out } = await run('build.ts', '--output', output);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const bundle = await Bun.file(join(output, 'shop.js')).text();
  const bytes = gzipSync(bundle).length;
  console.log(`@ecomm/sdk: ${(bundle.length / 1000).toFixed(1)} kB, ${(bytes / 1000).toFixed(1)} kB gzipped`);
  expect(bytes).toBeLessThanOrEqual(largest);
  expect(out).toContain('gzipped');
  const { imports, exports } = new Bun.Transpiler({ loader: 'js' }).scan(bundle);
  expect(imports).toEqual([]);
  expect(exports.toSorted()).toEqual(['ShopError', 'createShop', 'isShopError']);
  expect(bundle).not.toMatch(/\b(node:|require\(|process\.|Bun\.|Buffer\b|__dirname)/);
  const manifest = (await Bun.file(join(output, 'package.json')).json()) as Record<string, unknown>;
  expect(manifest).toMatchObject({ name: '@ecomm/sdk', type: 'module', sideEffects: false });
  expect(manifest).not.toHaveProperty('dependencies');
  expect(manifest).not.toHaveProperty('private');
}, 30_000);

test('what only a browser, Node and Bun all have is used: the sources compile without the types of Bun and Node', async () => {
  const { code, out } = await run('node_modules/typescript-native/bin/tsc', '-p', 'tsconfig.src.json');
  expect({ code, out }).toEqual({ code: 0, out: '' });
}, 30_000);

test('--check passes on what is committed, then names each file that differs and the command that mends it', async () => {
  const copy = join(temporary, 'generated');
  await cp(join(import.meta.dir, 'src/generated'), copy, { recursive: true });
  expect(await run('generate.ts', '--check', '--output', copy)).toMatchObject({ code: 0, err: '' });
  await appendFile(join(copy, 'orders/sdk.gen.ts'), '// edited by hand\n');
  const { code, err } = await run('generate.ts', '--check', '--output', copy);
  expect(code).toBe(1);
  expect(err).toContain(`differs ${join(copy, 'orders/sdk.gen.ts')}`);
  expect(err).toContain('bun run generate');
}, 30_000);
