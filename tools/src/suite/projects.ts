import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export const root = join(import.meta.dir, '..', '..', '..');

export interface Project {
  /** `@ecomm/users` */
  name: string;
  /** `users` */
  short: string;
  folder: string;
}

interface Manifest {
  name: string;
  scripts?: Record<string, string>;
  workspaces?: { packages: string[] };
}

const manifestOf = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;

/** Every package of the workspace. */
export function readProjects(): Project[] {
  const globs = manifestOf(root).workspaces?.packages ?? [];
  const folders = globs
    .flatMap((glob) => globSync(`${glob}/package.json`, { cwd: root }))
    .map((file) => join(root, dirname(file)));
  return folders.toSorted().map((folder) => {
    const { name } = manifestOf(folder);
    return { name, short: name.replace(/^@ecomm\//, ''), folder };
  });
}

/** Whether the project's package.json has this script, which is a target of Nx too. */
export const hasScript = ({ folder }: Project, script: string): boolean => script in (manifestOf(folder).scripts ?? {});

/** The projects with these names (`users` or `@ecomm/users`), all when there is none; a sentence when one is unknown. */
export function chooseProjects(names: readonly string[], all = readProjects()): Project[] | string {
  const unknown = names.filter((name) => !all.some((project) => [project.name, project.short].includes(name)));
  if (unknown.length > 0)
    return `There is no project ${unknown.join(', ')}: choose among ${all.map((project) => project.short).join(', ')}.`;
  return names.length === 0
    ? all
    : all.filter((project) => names.includes(project.name) || names.includes(project.short));
}
