import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root as here } from '../suite/projects.ts';

/** The variables that the manifests set, out of their sources: a page can be written where nothing renders them. */
export function setByKubernetes(root: string = here): Set<string> {
  const folder = join(root, 'deploy/kubernetes');
  const text = globSync('*', { cwd: folder }).map((file) => readFileSync(join(folder, file), 'utf8'));
  const found = text.flatMap((one) => [
    ...one.matchAll(/^([A-Z][A-Z0-9_]+)=/gm),
    ...one.matchAll(/\bname: ([A-Z][A-Z0-9_]+)\b/g),
  ]);
  return new Set(found.map(([, name = '']) => name));
}
