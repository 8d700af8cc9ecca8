import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Project } from './projects.ts';

export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

const reportOf = (project: Project): string => join(project.folder, 'junit.xml');

/** So that a report found afterwards is of this run, or restored by Nx for an unchanged project. */
export async function forgetReports(projects: readonly Project[]): Promise<void> {
  await Promise.all(projects.map((project) => rm(reportOf(project), { force: true })));
}

/** What the reports of all projects add up to; a project without tests has none. */
export async function sumReports(projects: readonly Project[]): Promise<Counts> {
  const reports = await Promise.all(projects.map((project) => readFile(reportOf(project), 'utf8').catch(() => '')));
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
