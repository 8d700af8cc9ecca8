import { readFile, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Tasks } from './affected.ts';
import { root } from './projects.ts';

export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

interface Report {
  folder: string;
  file: string;
}

const reportsOf = (tasks: readonly Tasks[]): Report[] =>
  tasks.flatMap(({ target, projects }) => {
    const name = target === 'test' ? 'junit.xml' : `junit.${target.slice(5)}.xml`;
    return projects.map(({ folder }) => ({ folder, file: join(folder, name) }));
  });

/** So that a report found afterwards is of this run, or restored by Nx for an unchanged project. */
export async function forgetReports(tasks: readonly Tasks[]): Promise<void> {
  await Promise.all(reportsOf(tasks).map(({ file }) => rm(file, { force: true })));
}

/** What the reports of all tasks add up to, and which tests failed; a project without tests has no report. */
export async function sumReports(tasks: readonly Tasks[]): Promise<Counts & { failures: string[] }> {
  const reports = await Promise.all(
    reportsOf(tasks).map(async ({ folder, file }) => {
      const xml = await readFile(file, 'utf8').catch(() => '');
      return { ...countReport(xml), failures: failuresIn(xml, relative(root, folder)) };
    }),
  );
  const sum = (pick: (one: Counts) => number): number => reports.reduce((total, one) => total + pick(one), 0);
  return {
    passed: sum((one) => one.passed),
    failed: sum((one) => one.failed),
    skipped: sum((one) => one.skipped),
    failures: reports.flatMap(({ failures }) => failures),
  };
}

/** The totals that Bun writes into the outermost element of its JUnit report. */
export function countReport(xml: string): Counts {
  const outermost = /<testsuites\b[^>]*>/.exec(xml)?.[0] ?? '';
  const attribute = (name: string): number => Number(new RegExp(`\\b${name}="(\\d+)"`).exec(outermost)?.[1] ?? 0);
  const [failed, skipped] = [attribute('failures'), attribute('skipped')];
  return { passed: attribute('tests') - failed - skipped, failed, skipped };
}

/** Each failed test of a report as `apps/users/src/log-in.flow.test.ts:31 its name`. */
export function failuresIn(xml: string, folder: string): string[] {
  const failed = xml.matchAll(/<testcase name="([^"]*)"[^>]* file="([^"]*)" line="(\d+)"[^>/]*>\s*<failure/g);
  return [...failed].map(([, name = '', file = '', line]) => `${join(folder, file)}:${line} ${unescape(name)}`);
}

const entities: Record<string, string> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

const unescape = (text: string): string =>
  text.replaceAll(/&(\w+);/g, (whole, name: string) => entities[name] ?? whole);

/** `12 passed, 0 failed`, with `, 1 skipped` when some were. A run that failed outside any test counts as one failed. */
export function lastLine({ passed, failed, skipped }: Counts, ok: boolean): string {
  const shown = ok ? failed : Math.max(failed, 1);
  return `${passed} passed, ${shown} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
