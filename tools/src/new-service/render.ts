import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { capital, type Names } from './names.ts';

/** A whole service, `gadgets` on ports 3999 and 9499, at the paths where its files go: see the README there. */
const template = join(import.meta.dir, '../../templates/service');

/** Every file of a new service, by its path from the root of the workspace. */
export function renderTemplate(names: Names): Map<string, string> {
  const paths = globSync('{apps,contracts,packages}/**/*.{ts,tsp,json,sql,md}', { cwd: template }).map((path) =>
    path.replaceAll('\\', '/'),
  );
  return new Map(
    paths.toSorted().map((path) => [rename(path, names), rename(readFileSync(join(template, path), 'utf8'), names)]),
  );
}

/** Puts a service's names and ports in the place of the template's, as they are written: gadget, Gadgets, GADGETS. */
export function rename(text: string, { plural, singular, port, metricsPort }: Names): string {
  return text
    .replaceAll('gadgets', plural)
    .replaceAll('Gadgets', capital(plural))
    .replaceAll('GADGETS', plural.toUpperCase())
    .replaceAll('gadget', singular)
    .replaceAll('Gadget', capital(singular))
    .replaceAll('3999', String(port))
    .replaceAll('9499', String(metricsPort));
}
