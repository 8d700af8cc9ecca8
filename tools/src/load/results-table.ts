import { join } from 'node:path';
import { CannotStart } from '../shop/cannot-start.ts';
import { scriptNames } from './scripts.ts';

/** What a script leaves in its folder of reports (load/report/outcome.ts), as far as it is looked at. */
interface Outcome {
  script: string;
  load: string;
  times: { name: string; values: Record<string, number> }[];
  counts: { name: string; count: number }[];
  verdicts: { metric: string; threshold: string; value: string; ok: boolean }[];
}

const head = ['script', 'load', 'measured', 'count', 'p50 · p95 · p99', 'counted', 'thresholds'];

/** The last run of each script as a Markdown table, for docs/performance.md. */
export async function resultsTable(folder: string): Promise<string> {
  const files = scriptNames.map((name) => Bun.file(join(folder, `${name}.json`)));
  const outcomes = await Promise.all(files.map(async (file) => ((await file.exists()) ? [await read(file)] : [])));
  const rows = outcomes.flat().flatMap(rowsOf);
  if (rows.length === 0) throw new CannotStart(`There are no results in ${folder} yet: bun run load all.`);
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

const read = (file: Bun.BunFile): Promise<Outcome> => file.json() as Promise<Outcome>;

/** A row for each time that was measured; what is about the whole run is in the first. */
function rowsOf({ script, load, times, counts, verdicts }: Outcome): string[][] {
  const counted = counts.map(({ name, count }) => `${count} ${name.replaceAll('_', ' ')}`).join(', ');
  const failed = verdicts.filter(({ ok }) => !ok);
  const named = failed.map(({ metric, threshold, value }) => `${metric} ${threshold}, but ${value}`);
  const verdict = failed.length === 0 ? 'met' : `not met: ${named.join('; ')}`;
  return times.map(({ name, values }, at) => [
    ...(at === 0 ? [`\`${script}\``, load] : ['', '']),
    name.replaceAll('_', ' '),
    String(values.count),
    `${['med', 'p(95)', 'p(99)'].map((stat) => millis(values[stat] ?? 0)).join(' · ')} ms`,
    ...(at === 0 ? [counted, verdict] : ['', '']),
  ]);
}

const millis = (value: number): string => (value < 10 ? value.toFixed(1) : value.toFixed(0));
