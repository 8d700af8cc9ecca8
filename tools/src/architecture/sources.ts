import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A workspace to judge: paths from its root, with `/`. Real or made up. */
export type Sources = ReadonlyMap<string, string>;

/** Every TypeScript source and package.json of ours, but nothing generated. */
export function readSources(root: string): Sources {
  const patterns = ['apps', 'packages', 'contracts', 'tools', 'bench', 'load'].flatMap((folder) => [
    `${folder}/**/*.{ts,tsx}`,
    `${folder}/**/package.json`,
  ]);
  const skipped = /(^|\/)(node_modules|generated|dist)(\/|$)/;
  const paths = globSync(patterns, { cwd: root, exclude: (path) => skipped.test(path) }).filter(
    (path) => !skipped.test(path),
  );
  return new Map(paths.toSorted().map((path) => [path, readFileSync(join(root, path), 'utf8')]));
}

const statements = [
  /^\s*(?:import|export)\s[^'"`;]*?\bfrom\s*['"]([^'"\n]+)['"]/gm,
  /^\s*import\s*['"]([^'"\n]+)['"]/gm,
  /\bimport\(\s*['"]([^'"\n]+)['"]/g,
];

/** What a source imports, types too. */
export function importsOf(source: string): string[] {
  const code = withoutComments(source);
  return statements.flatMap((statement) => [...code.matchAll(statement)].flatMap((match) => match[1] ?? []));
}

export const withoutComments = (source: string): string =>
  source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');

/** Tests and what only they use. */
export const isForTests = (path: string): boolean =>
  /\.(test|fixture)\.tsx?$|(^|\/)(fixtures?|testdata)(\/|\.ts$)/.test(path);
