import { CannotStart } from '../shop/cannot-start.ts';
import { git, leftAt } from '../suite/git.ts';

/** The commit the contracts are compared with, and how to name it. */
export interface Base {
  commit: string;
  name: string;
}

/**
 * The commit asked for; or where this branch left main; on main itself the last release's tag; without one the commit
 * before. Throws CannotStart with the way out.
 */
export async function chooseBase(folder: string, against?: string): Promise<Base> {
  const commitOf = (name: string) => git(folder, 'rev-parse', '--verify', '--quiet', `${name}^{commit}`);
  const named = async (name: string, title = name): Promise<Base | undefined> => {
    const commit = await commitOf(name);
    return commit ? { commit, name: `${title} (${commit.slice(0, 7)})` } : undefined;
  };
  if (against) {
    const found = await named(against);
    if (found) return found;
    throw new CannotStart(
      `There is no commit ${against} here. Fetch it (git fetch origin ${against}) or name another with --against.`,
    );
  }
  const head = await commitOf('HEAD');
  if (!head)
    throw new CannotStart(
      'There is no commit to compare with: this folder is no git repository, or has no commit yet.',
    );
  const main = (await commitOf('origin/main')) ? 'origin/main' : 'main';
  if ((await commitOf(main)) && !(await isMain(folder, head, main))) {
    const fork = await leftAt(folder, main);
    const found = fork && (await named(fork, `where this branch left ${main}`));
    if (found) return found;
    throw new CannotStart(
      `The history here does not reach the commit where this branch left ${main}. Fetch all of it (git fetch --unshallow; in a workflow fetch-depth: 0) or name a commit with --against.`,
    );
  }
  const tag = (await git(folder, 'describe', '--tags', '--abbrev=0', 'HEAD~1')) || undefined;
  const found = (tag && (await named(tag, `the last release, ${tag}`))) || (await named('HEAD~1', 'the commit before'));
  return found ?? { commit: head, name: `the only commit (${head.slice(0, 7)})` };
}

/** On the branch main, or on its newest commit with no branch, as a workflow checks it out. */
async function isMain(folder: string, head: string, main: string): Promise<boolean> {
  const branch = await git(folder, 'symbolic-ref', '--quiet', '--short', 'HEAD');
  return branch === 'main' || (branch === undefined && (await git(folder, 'rev-parse', main)) === head);
}
