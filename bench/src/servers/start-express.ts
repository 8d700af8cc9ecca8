import { basename, join } from 'node:path';
import { startScript } from '@ecomm/tools/shop/script-process';

/** As such a team would run it: on Node, where there is one. */
const node = Bun.which('node');
export const expressRuntime = node ? 'Node' : 'Bun';

export interface ExpressOptions {
  databaseUrl: string;
  connections: number;
  keysUrl: string;
}

/** The Express server as a process of its own, ready to be asked. */
export async function startExpress(
  { databaseUrl, connections, keysUrl }: ExpressOptions,
  cleanup: AsyncDisposableStack,
): Promise<{ port: number; pid: number }> {
  const entry = join(import.meta.dir, 'express', 'start.ts');
  // Node 20 reads no TypeScript. Beside the package's node_modules, in which it looks for Express.
  const outdir = join(import.meta.dir, '..', '..', 'dist');
  const built = await Bun.build({ entrypoints: [entry], outdir, target: 'node', packages: 'external' });
  const path = join(outdir, basename(built.outputs[0]!.path));
  const args = [databaseUrl, String(connections), keysUrl];
  const runtime = [node ?? process.execPath];
  return startScript({ path, args, runtime, env: { NODE_ENV: 'production' } }, cleanup);
}
