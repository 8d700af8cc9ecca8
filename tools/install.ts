/**
 * Makes sure that node_modules are what bun.lock says, before a command that needs them. Imports nothing that would have
 * to be installed first. Does nothing, within milliseconds, when the last installation was of the same files.
 */
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const root = join(import.meta.dir, '..');
const stamp = join(root, 'node_modules', '.installed');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  packageManager: string;
  workspaces: { packages: string[] };
};

requireBun(manifest.packageManager.replace('bun@', ''));
const manifests = manifest.workspaces.packages
  .flatMap((glob) => globSync(`${glob}/package.json`, { cwd: root }))
  .toSorted();
const wanted = fingerprint([
  ...manifests,
  'package.json',
  'bun.lock',
  'bunfig.toml',
  ...globSync('patches/*', { cwd: root }),
]);
if (!isInstalled()) install();

function requireBun(version: string): void {
  if (Bun.version === version) return;
  const { npm_lifecycle_event: script = 'start' } = process.env;
  const command = script === 'npx' ? 'start' : script;
  fail(`This is Bun ${Bun.version}, the shop is built for ${version}: npx -y bun@${version} run ${command}`);
}

function fingerprint(files: string[]): string {
  const hash = createHash('sha256').update(`${Bun.version} ${process.platform} ${process.arch}`);
  for (const file of files) hash.update(file).update(readFileSync(join(root, file)));
  return hash.digest('hex');
}

function isInstalled(): boolean {
  const folders = manifests.map((file) => join(root, dirname(file), 'node_modules'));
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted && folders.every((folder) => existsSync(folder));
}

function install(): void {
  console.error('Installing the packages of bun.lock (bun install --frozen-lockfile)');
  const stdio: ['ignore', 'inherit', 'inherit'] = ['ignore', 'inherit', 'inherit'];
  const { exitCode } = Bun.spawnSync([process.execPath, 'install', '--frozen-lockfile'], { cwd: root, stdio });
  if (exitCode !== 0)
    fail('The packages could not be installed: see above (no network? then: bun install), and start again.');
  writeFileSync(stamp, wanted);
  installHooks();
}

/**
 * The checks of a commit (lefthook.yml), where commits are made. A hook that is somebody else's stays, and one that cannot
 * be installed stops nobody.
 */
function installHooks(): void {
  const { CI, LEFTHOOK } = process.env;
  if ((CI && CI !== 'false') || LEFTHOOK === '0' || !existsSync(join(root, '.git')) || !Bun.which('git')) return;
  const lefthook = join(root, 'node_modules', 'lefthook', 'bin', 'index.js');
  try {
    const foreign = foreignHook();
    if (foreign)
      return console.error(
        `${foreign} is not of lefthook and stays: the checks of lefthook.yml are not run before a commit (to have them instead: node_modules/.bin/lefthook install).`,
      );
    Bun.spawnSync([process.execPath, lefthook, 'install'], { cwd: root, stdio: ['ignore', 'ignore', 'ignore'] });
  } catch {}
}

/** The pre-commit hook's path, wherever git looks for it, when there is one that lefthook did not write. */
function foreignHook(): string | undefined {
  const asked = Bun.spawnSync(['git', 'rev-parse', '--git-path', 'hooks/pre-commit'], { cwd: root, stderr: 'ignore' });
  const path = asked.stdout.toString().trim();
  const hook = resolve(root, path);
  return path && existsSync(hook) && !readFileSync(hook, 'utf8').includes('LEFTHOOK') ? path : undefined;
}

function fail(sentence: string): never {
  console.error(sentence);
  process.exit(1);
}
