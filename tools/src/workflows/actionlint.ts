import { runToEnd } from '../shop/run.ts';
import { root } from '../suite/projects.ts';

/** Built by Go when first asked for (half a minute), then from Go's cache within a second. */
const tool = 'github.com/rhysd/actionlint/cmd/actionlint@v1.7.12';

export const hasGo = (): boolean => Bun.which('go') !== null;

/** Lints every workflow with actionlint; answers what it complains of, empty when nothing. */
export async function lintWorkflows(folder = root): Promise<string> {
  const argv = ['go', 'run', tool, '-no-color', '-oneline'];
  const { code, text } = await runToEnd({ argv, cwd: folder });
  return code === 0 ? '' : text || `actionlint ended with ${code}`;
}
