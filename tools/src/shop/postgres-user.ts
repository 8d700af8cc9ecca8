import { runToEnd } from './run.ts';
import { CannotStart } from './cannot-start.ts';

/** How a command is run as the user that owns the database's files. */
export interface Runner {
  argv(command: string[]): string[];
  user?: { uid: number; gid: number };
}

/** Everybody but root runs Postgres as himself. Root, whom Postgres refuses, as the user postgres, made when missing. */
export async function findPostgresUser(): Promise<{ uid: number; gid: number } | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const known = await idsOf('postgres');
  if (known) return known;
  await runToEnd({ argv: ['useradd', '--system', '--user-group', '--shell', '/usr/sbin/nologin', 'postgres'] });
  const made = await idsOf('postgres');
  if (made) return made;
  throw new CannotStart(
    'PostgreSQL refuses to run as root and the user "postgres" could not be made: start as another user, or set DATABASE_URL to a server of yours.',
  );
}

async function idsOf(name: string): Promise<{ uid: number; gid: number } | undefined> {
  const [uid, gid] = await Promise.all(['-u', '-g'].map((flag) => runToEnd({ argv: ['id', flag, name] })));
  return uid?.code === 0 && gid?.code === 0 ? { uid: Number(uid.text), gid: Number(gid.text) } : undefined;
}

/**
 * A runner for commands that must reach `paths` (existing files or folders). A checkout below root's closed home is out of
 * reach for the user postgres: there the command keeps the one capability that opens folders, by util-linux's setpriv.
 */
export async function runnerFor(user: { uid: number; gid: number } | undefined, paths: string[]): Promise<Runner> {
  if (!user) return { argv: (command) => command };
  if (await reaches((command) => command, paths, user)) return { argv: (command) => command, user };
  // Without the fixup of setuid the capability counts for access(2) too, by which PostgreSQL looks at its own files.
  const capability = ['--securebits=+no_setuid_fixup', '--inh-caps=+dac_override', '--ambient-caps=+dac_override'];
  const ids = [`--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups'];
  const argv = (command: string[]) => ['setpriv', ...ids, ...capability, '--', ...command];
  if (await reaches(argv, paths)) return { argv };
  throw new CannotStart(
    `The user "postgres", as whom root must run PostgreSQL, cannot reach ${paths.join(' and ')}: move the checkout out of the closed folder, or start as another user.`,
  );
}

async function reaches(argv: Runner['argv'], paths: string[], user?: { uid: number; gid: number }): Promise<boolean> {
  const script = 'for path do test -x "$path" || exit 1; done';
  const { code } = await runToEnd({ argv: argv(['/bin/sh', '-c', script, 'sh', ...paths]), ...(user ? { user } : {}) });
  return code === 0;
}
