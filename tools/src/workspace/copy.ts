import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runToEnd } from '../shop/run.ts';
import { root } from '../suite/projects.ts';

/** A clone of this workspace as it lies here, changes included, with a history of one commit and its packages installed. */
export interface WorkspaceCopy {
  readonly folder: string;
  /** Runs a command in the copy; throws with what it said unless it ends with 0. Answers what it said. */
  run(...argv: string[]): Promise<string>;
  /** Runs a command in the copy, however it ends. */
  attempt(...argv: string[]): Promise<{ code: number; text: string }>;
  remove(): Promise<void>;
}

const identity = ['-c', 'user.name=Ecomm', '-c', 'user.email=ecomm@example.com', '-c', 'commit.gpgsign=false'];

/**
 * Copies every file that git knows or would take, so that a test can change contracts, code and settings without
 * touching the checkout. Installs from Bun's cache in about two seconds.
 */
export async function copyWorkspace(): Promise<WorkspaceCopy> {
  const folder = await mkdtemp(join(tmpdir(), 'ecomm-copy-'));
  const env = { ...outer(), NX_DAEMON: 'false', LEFTHOOK: '0', GIT_CONFIG_GLOBAL: '/dev/null', FORCE_COLOR: '0' };
  const attempt = (...argv: string[]) => runToEnd({ argv, cwd: folder, env });
  const run = async (...argv: string[]): Promise<string> => {
    const { code, text } = await attempt(...argv);
    if (code !== 0) throw new Error(`${argv.join(' ')} ended with ${code}:\n${text}`);
    return text;
  };
  const listed = await runToEnd({
    argv: ['git', 'ls-files', '--cached', '--others', '--exclude-standard', '-z'],
    cwd: root,
    env,
  });
  for (const file of new Set(listed.text.split('\0').filter(Boolean))) {
    const target = join(folder, file);
    await mkdir(dirname(target), { recursive: true });
    await cp(join(root, file), target).catch(ignoreDeleted);
  }
  await run('git', 'init', '--quiet', '--initial-branch=main');
  await run('git', 'add', '--all');
  await run('git', ...identity, 'commit', '--quiet', '--message', 'The workspace as it is');
  await run(process.execPath, 'install', '--frozen-lockfile', '--silent');
  return { folder, run, attempt, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** The environment without what Nx tells the commands that it runs: the copy is a workspace of its own. */
const outer = (): Record<string, string | undefined> =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('NX_')));

/** A file that git still knows may be gone from the checkout. */
function ignoreDeleted(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}
