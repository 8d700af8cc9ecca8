import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'bun:test';
import { httpAnswers } from './probe.ts';
import type { ProcessSpec } from './process-spec.ts';
import { freePort } from './ports.ts';

/** A folder that goes when the test file ends. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ecomm-tools-'));
  afterAll(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A small server that answers /readyz; `before` runs first, `main` in its place when given. */
export async function serverSpec(folder: string, before = ''): Promise<ProcessSpec & { port: number }> {
  const port = await freePort();
  const script = join(folder, `server-${port}.ts`);
  await Bun.write(
    script,
    `${before}\nBun.serve({ port: ${port}, hostname: '127.0.0.1', fetch: () => new Response('ok') });\nconsole.log('up');\n`,
  );
  return {
    name: 'server',
    argv: [process.execPath, script],
    env: process.env,
    mark: script,
    port,
    ready: () => httpAnswers(`http://127.0.0.1:${port}/readyz`),
  };
}

/** The message a promise is rejected with; empty when it is not. */
export const refusal = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => '',
    (error: Error) => error.message,
  );
