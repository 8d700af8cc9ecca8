import { expect, test } from 'bun:test';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runToEnd } from '../shop/run.ts';
import { readProjects, root } from '../suite/projects.ts';
import { inlinePage } from './inline-page.ts';

test('bun run graph writes one page with every project that loads nothing from elsewhere, and says where', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ecomm-graph-test-'));
  try {
    const file = join(folder, 'deep', 'graph.html');
    const argv = [process.execPath, 'tools/src/graph.ts', '--file', file];
    const { code, text } = await runToEnd({ argv, cwd: root });
    expect([code, text]).toEqual([0, expect.stringContaining(`The graph is in ${file}`)]);
    const page = await Bun.file(file).text();
    const markup = page.replaceAll(/(<(script|style)\b[^>]*>)[\s\S]*?<\/\2>/g, '$1');
    expect(markup).toContain('<div class="flex h-full w-full p-0" id="app"></div>');
    expect(markup).not.toMatch(/\b(src|href)=/);
    for (const { name } of readProjects()) expect(page).toContain(`"${name}"`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}, 60_000);

test('a script that holds a closing tag, or what a replacement would take for a pattern, comes over whole', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ecomm-inline-'));
  try {
    await Bun.write(join(folder, 'a.js'), "say('</script>', '$& $1');");
    await Bun.write(join(folder, 'a.css'), 'a { color: red }');
    await Bun.write(join(folder, 'a.html'), '<link rel="stylesheet" href="a.css"><script src="a.js"></script>');
    expect(await inlinePage(join(folder, 'a.html'))).toBe(
      String.raw`<style>a { color: red }</style><script>say('<\/script>', '$& $1');</script>`,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
