import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Tasks } from './affected.ts';

export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

const reportsOf = (tasks: readonly Tasks[]): string[] =>
  tasks.flatMap(({ target, projects }) =>
    projects.map(({ folder }) => join(folder, target === 'test' ? 'junit.xml' : `junit.${target.slice(5)}.xml`)),
  );

/** So that a report found afterwards is of this run, or restored by Nx for an unchanged project. */
export async function forgetReports(tasks: readonly Tasks[]): Promise<void> {
  await Promise.all(reportsOf(tasks).map((report) => rm(report, { force: true })));
}

/** What the reports of all tasks add up to; a project without tests has none. */
export async function sumReports(tasks: readonly Tasks[]): Promise<Counts> {
  const reports = await Promise.all(reportsOf(tasks).map((report) => readFile(report, 'utf8').catch(() => '')));
  const counts = reports.map(countReport);
  const sum = (pick: (one: Counts) => number): number => counts.reduce((total, one) => total + pick(one), 0);
  return { passed: sum((one) => one.passed), failed: sum((one) => one.failed), skipped: sum((one) => one.skipped) };
}

/** The totals that Bun writes into the outermost element of its JUnit report. */
export function countReport(xml: string): Counts {
  const outermost = /<testsuites\b[^>]*>/.exec(xml)?.[0] ?? '';
  const attribute = (name: string): number => Number(new RegExp(`\\b${name}="(\\d+)"`).exec(outermost)?.[1] ?? 0);
  const [failed, skipped] = [attribute('failures'), attribute('skipped')];
  return { passed: attribute('tests') - failed - skipped, failed, skipped };
}

/** `12 passed, 0 failed`, with `, 1 skipped` when some were. A run that failed outside any test counts as one failed. */
export function lastLine({ passed, failed, skipped }: Counts, ok: boolean): string {
  const shown = ok ? failed : Math.max(failed, 1);
  return `${passed} passed, ${shown} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
