import { runToEnd } from '../shop/run.ts';
import { root } from '../suite/projects.ts';

/** Built by Go when first asked for (half a minute), then from Go's cache within a second. */
const tool = 'github.com/rhysd/actionlint/cmd/actionlint@v1.7.12';

/** Why actionlint cannot be run here: no Go, or none of its sources and no network to get them. Undefined when it can. */
export async function whyNoActionlint(
  env: Record<string, string | undefined> = process.env,
): Promise<string | undefined> {
  if (!Bun.which('go', { PATH: env.PATH ?? '' })) return 'Go is not installed: actionlint is built by it.';
  const { code, text } = await runToEnd({ argv: ['go', 'run', tool, '-version'], env, timeoutMs: 120_000 });
  return code === 0 ? undefined : `Go could not get or build actionlint: ${text.split('\n').at(-1)}`;
}

/** Lints every workflow with actionlint; answers what it complains of, empty when nothing. */
export async function lintWorkflows(folder = root): Promise<string> {
  const argv = ['go', 'run', tool, '-no-color', '-oneline'];
  const { code, text } = await runToEnd({ argv, cwd: folder });
  return code === 0 ? '' : text || `actionlint ended with ${code}`;
}
