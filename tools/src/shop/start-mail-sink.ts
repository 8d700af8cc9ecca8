import { join } from 'node:path';
import { startScript } from './script-process.ts';

/** A mail server that takes every mail at once and keeps none: Maildev, made for eyes, would be the slowest part of all. */
export async function startMailSink(cleanup: AsyncDisposableStack): Promise<{ url: string }> {
  const { port } = await startScript({ path: join(import.meta.dir, 'mail-sink.ts') }, cleanup);
  return { url: `smtp://127.0.0.1:${port}` };
}
