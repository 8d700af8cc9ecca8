import { access, constants, mkdir, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { CannotStart } from '../shop/cannot-start.ts';
import { runToEnd } from '../shop/run.ts';

type Env = Record<string, string | undefined>;

const requirements = join(import.meta.dir, 'requirements.txt');
/** What Schemathesis 4 asks for. */
const minorMin = 10;
const installMs = 5 * 60_000;

/**
 * The Python of a virtual environment with Schemathesis in it, as requirements.txt has it: made once for all checkouts in
 * `$XDG_CACHE_HOME/ecomm` (`~/.cache/ecomm`), anew when the versions change. Throws `CannotStart` without Python or a network.
 */
export async function installSchemathesis(say: (text: string) => void, env: Env = process.env): Promise<string> {
  const version = new Bun.CryptoHasher('sha256').update(await Bun.file(requirements).bytes()).digest('hex');
  const folder = join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'ecomm', `schemathesis-${version.slice(0, 12)}`);
  const python = join(folder, 'bin', 'python');
  const complete = Bun.file(join(folder, 'complete'));
  // An environment outlives the Python that it was made with: its own is then a link to nothing.
  if ((await complete.exists()) && (await runs(python, env))) return python;
  const maker = await findPython(env);
  say(`installing Schemathesis into ${folder} (once, about a minute)`);
  await makeRoom(folder);
  await run([maker, '-m', 'venv', folder], env, venvWayOut);
  await run(
    [python, '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', requirements],
    env,
    pipWayOut,
  );
  await complete.write('');
  return python;
}

/** The first of `python3` and `python` that is new enough. */
export async function findPython(env: Env): Promise<string> {
  const found: string[] = [];
  for (const name of ['python3', 'python']) {
    const path = Bun.which(name, { PATH: env.PATH ?? '' });
    if (!path) continue;
    const { text } = await runToEnd({ argv: [path, '--version'], env, timeoutMs: 10_000 });
    const [, minor] = /Python 3\.(\d+)/.exec(text) ?? [];
    if (Number(minor) >= minorMin) return path;
    found.push(`${path} is ${text || 'silent'}`);
  }
  const why = found.length > 0 ? found.join(', ') : 'there is no python3 on the PATH';
  throw new CannotStart(
    `Fuzzing runs Schemathesis, which needs Python 3.${minorMin} or newer, and ${why}: ${pythonWayOut}.`,
  );
}

const pythonWayOut = 'apt install python3 python3-venv (Debian), brew install python (macOS)';
const venvWayOut = 'Debian has venv apart: apt install python3-venv';
const pipWayOut = 'pip needs PyPI, or a mirror of it (PIP_INDEX_URL), the first time';

async function makeRoom(folder: string): Promise<void> {
  try {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  } catch (error) {
    throw new CannotStart(
      `The cache folder ${folder} cannot be written (${(error as Error).message}): set XDG_CACHE_HOME to one that can.`,
    );
  }
}

async function run(argv: string[], env: Env, wayOut: string): Promise<void> {
  const { code, text } = await runToEnd({ argv, env, timeoutMs: installMs });
  if (code === 0) return;
  const said = text.split('\n').slice(-8).join('\n');
  throw new CannotStart(`Schemathesis could not be installed: ${wayOut}. ${argv.slice(0, 4).join(' ')} said:\n${said}`);
}

const runs = async (python: string, env: Env): Promise<boolean> =>
  (await runToEnd({ argv: [python, '-c', 'import schemathesis'], env, timeoutMs: 30_000 })).code === 0;
