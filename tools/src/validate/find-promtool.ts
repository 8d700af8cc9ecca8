import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { CannotStart } from '../shop/cannot-start.ts';
import { runToEnd } from '../shop/run.ts';

/**
 * The path of promtool: the one on the PATH, or that of Debian's package, which is fetched once and taken apart, so that no
 * Prometheus is installed, nor root needed. Throws `CannotStart` elsewhere.
 */
export async function findPromtool(env: Record<string, string | undefined> = process.env): Promise<string> {
  const { PATH = '' } = env;
  const present = Bun.which('promtool', { PATH });
  if (present) return present;
  const cache = join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'ecomm', 'promtool');
  const kept = join(cache, 'usr/bin/promtool');
  if (existsSync(kept)) return kept;
  if (!Bun.which('apt-get', { PATH }) || !Bun.which('dpkg-deb', { PATH }))
    throw new CannotStart(
      'promtool is not on the PATH: apt install prometheus (Debian), brew install prometheus (macOS).',
    );
  await unpack(cache, env);
  return kept;
}

async function unpack(cache: string, env: Record<string, string | undefined>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'ecomm-promtool-'));
  const run = (...argv: string[]) => runToEnd({ argv, cwd: folder, env, timeoutMs: 120_000 });
  try {
    let fetched = await run('apt-get', 'download', '-qq', 'prometheus');
    if (fetched.code !== 0 && process.getuid?.() === 0) {
      await run('apt-get', 'update', '-qq');
      fetched = await run('apt-get', 'download', '-qq', 'prometheus');
    }
    const taken = fetched.code === 0 ? await run('sh', '-c', 'dpkg-deb --extract prometheus_*.deb out') : fetched;
    if (taken.code !== 0)
      throw new CannotStart(`promtool could not be had by apt-get download prometheus: ${taken.text.trim()}`);
    await mkdir(join(cache, '..'), { recursive: true });
    await rm(cache, { recursive: true, force: true });
    await rename(join(folder, 'out'), cache).catch(async () => {
      // Another filesystem.
      await run('cp', '-r', join(folder, 'out'), cache);
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
