import { runToEnd } from '../shop/run.ts';

/** All that a program says, when it does not end well; else nothing. */
export async function complaints(argv: string[], cwd: string): Promise<string> {
  const { code, text } = await runToEnd({ argv, cwd, timeoutMs: 180_000 });
  return code === 0 ? '' : text || `${argv[0]} ended with ${code}`;
}
