import { leftAt } from './git.ts';
import { nxSilent } from './nx.ts';
import { root, type Project } from './projects.ts';

/** Tasks to run: a target, and the projects that have it. */
export interface Tasks {
  target: string;
  projects: Project[];
}

/**
 * The commit that changes are counted from: where this branch left the given one (default: origin/main, or main). Undefined
 * when there is none, as with the first push of a branch, a shallow clone, or a history that was rewritten.
 */
export async function findBase(given?: string): Promise<string | undefined> {
  for (const ref of given === undefined ? ['origin/main', 'main'] : [given].filter(Boolean)) {
    const found = await leftAt(root, ref);
    if (found) return found;
  }
  return undefined;
}

/** Says why `findBase` found none. */
export const noBase = (given?: string): string =>
  given === '' ? 'No base was given' : `There is no commit in common with ${given ?? 'origin/main or main'}`;

/** Of these tasks those whose inputs changed since the base: in a commit, in the working tree, or by a new file. */
export async function affectedTasks(all: readonly Tasks[], base: string): Promise<Tasks[]> {
  const targets = all.map(({ target }) => target);
  const { code, text } = await nxSilent('affected', '--target', ...targets, `--base=${base}`, '--explain=stdout');
  if (code !== 0) throw new Error(`nx affected ended with ${code}:\n${text}`);
  const { affected } = JSON.parse(text) as { affected: Record<string, unknown> };
  return all
    .map(({ target, projects }) => ({
      target,
      projects: projects.filter(({ name }) => `${name}:${target}` in affected),
    }))
    .filter(({ projects }) => projects.length > 0);
}
