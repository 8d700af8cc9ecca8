import { join } from 'node:path';
import { compile, formatDiagnostic, NodeHost, resolveCompilerOptions, type Program } from '@typespec/compiler';
import { indexPlaces, type Places } from './places.ts';

/** Where the sources in `folder` declare what; nothing when they do not compile with the packages of today. */
export async function findPlaces(folder: string): Promise<Places> {
  try {
    return indexPlaces(await compileSources(folder), folder);
  } catch {
    return new Map();
  }
}

/** Compiles the sources in `folder` as its tspconfig.yaml says, with documents below `output`, or without any. Throws the errors. */
export async function compileSources(folder: string, output?: string): Promise<Program> {
  const main = join(folder, 'main.tsp');
  const [options] = await resolveCompilerOptions(NodeHost, {
    entrypoint: main,
    cwd: folder,
    overrides: output ? { outputDir: output } : {},
  });
  const program = await compile(NodeHost, main, { ...options, noEmit: output === undefined });
  const errors = program.diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new Error(errors.map((error) => formatDiagnostic(error)).join('\n'));
  return program;
}
