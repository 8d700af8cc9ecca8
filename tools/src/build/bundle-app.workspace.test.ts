import { afterAll, expect, test } from 'bun:test';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serviceNames, type Service } from '../shop/services.ts';
import { root } from '../suite/projects.ts';
import { bundleApp } from './bundle-app.ts';

const folder = mkdtempSync(join(tmpdir(), 'ecomm-bundle-'));
afterAll(() => rmSync(folder, { recursive: true }));

const listed = (out: string, glob: string): string[] => globSync(glob, { cwd: out }).toSorted();
const read = (out: string, file: string): string => readFileSync(join(out, file), 'utf8');

test.each([...serviceNames])(
  'the bundle of %s has what it runs and reads, minified with maps, and no failpoint',
  async (service: Service) => {
    const app = join(root, 'apps', service);
    const out = join(folder, service);
    await bundleApp(app, out);
    const entries = ['main', 'migrate', 'healthcheck', 'create-topics', 'event-loop-worker'];
    expect(listed(out, 'bin/*.js')).toEqual(expect.arrayContaining(entries.map((name) => `bin/${name}.js`)));
    expect(listed(out, 'migrations/**/*.sql')).toEqual(listed(app, 'migrations/**/*.sql'));
    expect(listed(out, 'templates/*')).toEqual(listed(app, 'templates/*'));
    expect(listed(out, 'bin/lz4-napi.*.node')).toHaveLength(1);
    const scripts = listed(out, 'bin/*.js');
    expect(listed(out, 'bin/*.js.map')).toEqual(scripts.map((script) => `${script}.map`));
    expect(scripts.filter((script) => /(?<!function )\bfailpoint\(/.test(read(out, script)))).toEqual([]);
    expect(read(out, 'bin/main.js').split('\n').length).toBeLessThan(1_000);
  },
  60_000,
);

test('failpoints are in the sources, so that their absence from a bundle says something', () => {
  expect(read(root, 'packages/outbox/src/drain.ts')).toMatch(/\bfailpoint\(/);
});

test('a service creates what it sends, what it reads, and where it puts what it cannot take', () => {
  expect(JSON.parse(read(join(folder, 'products'), 'topics.json'))).toEqual({
    service: 'products',
    topics: [
      'order.updated',
      'order.updated.products-group.dlq',
      'product.created',
      'product.updated',
      'stock.shortfall',
    ],
  });
});
