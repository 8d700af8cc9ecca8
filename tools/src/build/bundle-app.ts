import { cp, mkdir, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from '../suite/projects.ts';
import { readTopology } from '../topology/read-topology.ts';
import { entriesOf } from './entries.ts';
import { topicsOf } from './topics-of.ts';

/** Entries of every bundle that are no app's own: a thread of `main`, and a job. */
const shared = ['packages/runtime/src/event-loop-worker.ts', 'packages/events/src/create-topics.ts'];
const swagger = ['package.json', 'swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'];

/**
 * Makes `out` of an app, for this machine's platform, complete in itself: `bin/` has an entry for each of its scripts and
 * the native modules, beside it lies what they read at run time, at the same places as in the sources. Without failpoints.
 */
export async function bundleApp(app: string, out: string): Promise<void> {
  const { service, files } = entriesOf(app);
  await rm(out, { recursive: true, force: true });
  const bundle = await Bun.build({
    entrypoints: [...files, ...shared.map((file) => join(root, file))],
    outdir: join(out, 'bin'),
    naming: { entry: '[name].[ext]', chunk: '[name]-[hash].[ext]', asset: '[name]-[hash].[ext]' },
    target: 'bun',
    format: 'esm',
    splitting: true,
    // Not the identifiers: a driver's errors are known by the names of their classes, and people read them in stacks.
    minify: { whitespace: true, syntax: true, identifiers: false },
    sourcemap: 'linked',
    drop: ['failpoint'],
  });
  if (!bundle.success) throw new AggregateError(bundle.logs, `${service} could not be bundled`);
  for (const folder of ['migrations', 'templates'])
    if (existsSync(join(app, folder))) await cp(join(app, folder), join(out, folder), { recursive: true });
  // A package that is missed is an error: Bun would fetch it from a registry.
  await Bun.write(join(out, 'bunfig.toml'), '[install]\nauto = "disable"\n');
  await copySwagger(out);
  await Bun.write(join(out, 'topics.json'), `${JSON.stringify(topicsOf(await readTopology(), service), null, 2)}\n`);
}

/** What packages/http/src/swagger.ts serves, where it looks for it. */
async function copySwagger(out: string): Promise<void> {
  const from = dirname(Bun.resolveSync('swagger-ui-dist/package.json', join(root, 'packages/http/src')));
  const to = join(out, 'node_modules/swagger-ui-dist');
  await mkdir(to, { recursive: true });
  for (const file of swagger) await cp(join(from, file), join(to, file));
}
