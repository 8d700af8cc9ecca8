import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { runToEnd } from '../shop/run.ts';
import type { Service } from '../shop/services.ts';
import type { Role } from './account.ts';
import type { Budget } from './budget.ts';
import type { Tally } from './report.ts';

export interface FuzzRun {
  python: string;
  service: Service;
  role: Role;
  url: string;
  /** Text of schemathesis.toml. */
  settings: string;
  budget: Budget;
  seed: number;
  /** Where everything that is said goes. */
  folder: string;
  say(text: string): void;
}

/** What one run of Schemathesis found, and all that it said. */
export interface Fuzzed {
  tally: Tally | undefined;
  text: string;
}

/** How much longer than its budget a run may take before it is taken for stuck. */
const graceMs = 3 * 60_000;

/** Schemathesis against one served document with one token. One worker: with two a seed does not say what is asked. */
export async function runSchemathesis(run: FuzzRun): Promise<Fuzzed> {
  const { python, service, role, url, budget, seed, say } = run;
  const folder = join(run.folder, `${service}-${role}`);
  await mkdir(folder, { recursive: true });
  await Bun.write(join(folder, 'schemathesis.toml'), run.settings);
  const summary = join(folder, 'summary.json');
  const { text } = await runToEnd({
    // prettier-ignore
    argv: [
      python, '-m', 'schemathesis.cli', '--config-file', 'schemathesis.toml', 'run', `${url}/swagger/json`,
      '--url', url, '--workers', '1', '--seed', String(seed), '--no-color',
      '--report', 'json', '--report-json-path', summary, ...limits(budget),
    ],
    cwd: folder,
    env: environment(process.env),
    timeoutMs: (budget.seconds ?? budget.examples! * 60) * 1000 + graceMs,
    take: (line) => {
      const phase = /^\s*(?:✅|❌|🚫|⏭)\s+(Examples|Coverage|Fuzzing|Stateful) .*\(in (\S+)\)/u.exec(line);
      if (phase) say(`  ${phase[1]!.toLowerCase()} ${phase[2]}`);
    },
  });
  await Bun.write(join(folder, 'output.txt'), text);
  const file = Bun.file(summary);
  return { tally: (await file.exists()) ? ((await file.json()) as Tally) : undefined, text };
}

const limits = ({ seconds, examples }: Budget): string[] => [
  ...(seconds === undefined ? [] : ['--max-time', String(seconds)]),
  ...(examples === undefined ? [] : ['--max-examples', String(examples)]),
];

/** Lines at once, emoji anywhere, no __pycache__ beside hooks.py. */
const python = { PYTHONUNBUFFERED: '1', PYTHONUTF8: '1', PYTHONDONTWRITEBYTECODE: '1' };

/** No proxy: what is asked stays on this machine. */
export function environment(env: Record<string, string | undefined>): Record<string, string | undefined> {
  const own = Object.entries(env).filter(([name]) => !/_proxy$/i.test(name) && !name.startsWith('SCHEMATHESIS_'));
  return { ...Object.fromEntries(own), NO_PROXY: '*', ...python };
}
