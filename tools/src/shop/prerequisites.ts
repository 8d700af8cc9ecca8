import { existsSync } from 'node:fs';
import { access, constants, mkdir, statfs, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CannotStart } from './cannot-start.ts';

const bytesMin = 500 * 1024 * 1024;
const supported = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64'];

/** Throws `CannotStart` on a system for which there is no embedded Postgres. */
export function requirePlatform(
  platform = `${process.platform}-${process.arch}`,
  isAlpine = existsSync('/etc/alpine-release'),
): void {
  if (platform.startsWith('win32'))
    throw new CannotStart('Windows is not supported: run the shop inside WSL 2 (wsl --install), there it is Linux.');
  if (!supported.includes(platform))
    throw new CannotStart(
      `${platform} is not supported (${supported.join(', ')} are): set DATABASE_URL and KAFKA_BROKERS to servers elsewhere.`,
    );
  if (isAlpine)
    throw new CannotStart(
      'Alpine Linux has no glibc, which the embedded PostgreSQL needs: use Debian or Ubuntu, or set DATABASE_URL.',
    );
}

/** Throws `CannotStart` when `folder` cannot be written or its disk is nearly full. */
export async function requireDisk(folder: string): Promise<void> {
  const trial = join(folder, `.write-${process.pid}`);
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK | constants.X_OK);
    await writeFile(trial, 'x');
    await unlink(trial);
  } catch (error) {
    throw new CannotStart(
      `${folder} cannot be written (${reason(error)}): make it yours (chown, chmod), or free the disk.`,
    );
  }
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize < bytesMin) {
    const megabytes = Math.floor((bavail * bsize) / 1024 / 1024);
    throw new CannotStart(
      `The disk of ${folder} has ${megabytes} MB left and the shop needs ${bytesMin / 1024 / 1024}: free some, or start with --data on another disk.`,
    );
  }
}

const reason = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? (error as Error).message;
