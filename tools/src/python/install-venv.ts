import { access, constants, mkdir, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { CannotStart } from '../shop/cannot-start.ts';
import { runToEnd } from '../shop/run.ts';

type Env = Record<string, string | undefined>;

export interface Venv {
  /** Of its folder in the cache: `schemathesis`. */
  name: string;
  /** For people: `Fuzzing runs Schemathesis`. */
  purpose: string;
  /** Path of a requirements.txt with every package to the version. */
  requirements: string;
  /** What can be imported when it is whole. */
  module: string;
}

/** What the newest of our tools asks for. */
const minorMin = 10;
const installMs = 5 * 60_000;

/**
 * The `bin` folder of a virtual environment with what `requirements` names in it: made once for all checkouts in
 * `$XDG_CACHE_HOME/ecomm` (`~/.cache/ecomm`), anew when the versions change. Throws `CannotStart` without Python or a network.
 */
export async function installVenv(venv: Venv, say: (text: string) => void, env: Env = process.env): Promise<string> {
  const version = new Bun.CryptoHasher('sha256').update(await Bun.file(venv.requirements).bytes()).digest('hex');
  const folder = join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'ecomm', `${venv.name}-${version.slice(0, 12)}`);
  const bin = join(folder, 'bin');
  const python = join(bin, 'python');
  const complete = Bun.file(join(folder, 'complete'));
  // An environment outlives the Python that it was made with: its own is then a link to nothing.
  if ((await complete.exists()) && (await runs(python, venv.module, env))) return bin;
  const maker = await findPython(env, venv.purpose);
  say(`${venv.purpose}: installed into ${folder} (once, about a minute)`);
  await makeRoom(folder);
  await run(venv, [maker, '-m', 'venv', folder], env, venvWayOut);
  const pip = [python, '-m', 'pip', 'install', '--quiet', '--no-compile', '--disable-pip-version-check'];
  await run(venv, [...pip, '-r', venv.requirements], env, pipWayOut);
  await complete.write('');
  return bin;
}

/** The first of `python3` and `python` that is new enough. */
export async function findPython(env: Env, purpose: string): Promise<string> {
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
  throw new CannotStart(`${purpose}, which needs Python 3.${minorMin} or newer, and ${why}: ${pythonWayOut}.`);
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

async function run({ name }: Venv, argv: string[], env: Env, wayOut: string): Promise<void> {
  const { code, text } = await runToEnd({ argv, env, timeoutMs: installMs });
  if (code === 0) return;
  const said = text.split('\n').slice(-8).join('\n');
  throw new CannotStart(`${name} could not be installed: ${wayOut}. ${argv.slice(0, 4).join(' ')} said:\n${said}`);
}

const runs = async (python: string, module: string, env: Env): Promise<boolean> =>
  (await runToEnd({ argv: [python, '-c', `import ${module}`], env, timeoutMs: 30_000 })).code === 0;
