import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Command } from 'commander';
import { nxSilent } from './suite/nx.ts';
import { root } from './suite/projects.ts';
import { inlinePage } from './workspace/inline-page.ts';

const program = new Command('bun run graph')
  .description(
    'Writes who depends on whom in this workspace, and what each task reads, as one page that needs no network.',
  )
  .option('--file <path>', 'where the page goes', join(root, 'dist', 'graph.html'))
  .parse();

const { file } = program.opts<{ file: string }>();
const target = resolve(file);
const folder = await mkdtemp(join(tmpdir(), 'ecomm-graph-'));
try {
  const { code, text } = await nxSilent('graph', `--file=${join(folder, 'graph.html')}`);
  if (code !== 0) program.error(`Nx could not draw the graph:\n${text}`);
  await mkdir(dirname(target), { recursive: true });
  await Bun.write(target, await inlinePage(join(folder, 'graph.html')));
  console.log(`The graph is in ${target}\nOpen it in a browser: ${pathToFileURL(target).href}`);
} finally {
  await rm(folder, { recursive: true, force: true });
}
