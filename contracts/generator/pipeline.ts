import { mkdir, readdir, rename, rm, symlink } from 'node:fs/promises';
import { basename, delimiter, dirname, join } from 'node:path';
import type { DeclaredEvent } from '../emitters/asyncapi.ts';
import { eventsModules, inlined, type PayloadSchema } from './events.ts';
import { httpModule, type OpenApi } from './http.ts';
import { present } from './present.ts';

const contracts = dirname(import.meta.dir);

/**
 * TypeSpec → OpenAPI, .proto, JSON Schema, AsyncAPI → buf lint → ts-proto → TypeBox, all into `<root>/generated`.
 * @throws Error with the tool's own words when one of them refuses the sources.
 */
export async function generate(root: string): Promise<void> {
  const out = join(root, 'generated');
  await bun(root, 'node_modules/@typespec/compiler/cmd/tsp.js', 'compile', 'main.tsp', '--output-dir', out);
  await Promise.all([rpc(root, out), http(out), events(out)]);
}

/** A .proto lies where its package says, as buf expects; its code lies flat, `rpc/<service>.ts`. */
async function rpc(root: string, out: string): Promise<void> {
  const proto = join(out, 'proto/ecomm');
  const services = (await readdir(proto)).map((file) => basename(file, '.proto'));
  for (const service of services) {
    await mkdir(join(proto, service));
    await rename(join(proto, `${service}.proto`), join(proto, service, `${service}.proto`));
  }
  await symlink(process.execPath, join(root, 'bun')); // buf.gen.yaml calls the plugin with the bun of the PATH
  const buf = 'node_modules/@bufbuild/buf/bin/buf';
  await bun(root, buf, 'lint', root, '--config', 'buf.yaml');
  await bun(root, buf, 'generate', join(out, 'proto'), '--template', 'buf.gen.yaml', '-o', root);
  for (const service of services) {
    await rename(join(out, `rpc/ecomm/${service}/${service}.ts`), join(out, `rpc/${service}.ts`));
  }
  await rm(join(out, 'rpc/ecomm'), { recursive: true });
}

async function http(out: string): Promise<void> {
  await mkdir(join(out, 'http'));
  for (const file of await readdir(join(out, 'openapi'))) {
    const service = basename(file, '.json').split('.').pop()?.toLowerCase() ?? '';
    const target = join(out, `openapi/${service}.json`);
    await rename(join(out, 'openapi', file), target);
    const document = (await Bun.file(target).json()) as OpenApi;
    present(document);
    await Bun.write(target, `${JSON.stringify(document, null, 2)}\n`);
    await Bun.write(join(out, `http/${service}.ts`), httpModule(document, `${service}.http.tsp`));
  }
}

async function events(out: string): Promise<void> {
  const declared = (await Bun.file(join(out, 'events.json')).json()) as DeclaredEvent[];
  const payloads: Record<string, PayloadSchema> = {};
  for (const { model } of declared) payloads[model] = await Bun.file(join(out, `json-schema/${model}.json`)).json();
  for (const [path, source] of Object.entries(eventsModules(declared, payloads)))
    await Bun.write(join(out, path), source);
  const document = await Bun.file(join(out, 'asyncapi.json')).json();
  document.components.schemas = Object.fromEntries(
    declared.map(({ model }) => [model, inlined(payloads[model] ?? {})]),
  );
  await Bun.write(join(out, 'asyncapi.json'), `${JSON.stringify(document, null, 2)}\n`);
  await rm(join(out, 'events.json'));
}

/** Runs a tool's script on this Bun. */
async function bun(root: string, ...command: string[]): Promise<void> {
  const tool = Bun.spawn([process.execPath, '--bun', ...command], {
    cwd: contracts,
    env: { ...process.env, PATH: `${root}${delimiter}${process.env.PATH}`, NO_COLOR: '1' },
    stdout: 'pipe',
    stderr: 'pipe',
  });
  const [said, complained] = await Promise.all([tool.stdout.text(), tool.stderr.text()]);
  if ((await tool.exited) !== 0) throw new Error(`${said}${complained}`.trim());
}
