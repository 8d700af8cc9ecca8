import { services, type Service } from '../shop/services.ts';
import type { Role } from './account.ts';

/** The part of Schemathesis's summary that is read. */
export interface Tally {
  stop_reason: string;
  operations: { total: number; tested: number } | null;
  test_cases: { generated: number; unique_failures: number; errored: number };
  failures: { title: string; count: number }[];
  errors: { title: string; count: number }[];
}

export interface Row {
  service: Service;
  role: Role;
  /** Undefined when Schemathesis ended without a summary. */
  tally: Tally | undefined;
}

/** Nothing was found, and all of the document was asked. */
export function isClean({ tally }: Row): boolean {
  if (!tally?.operations) return false;
  const { operations, failures, errors } = tally;
  return failures.length === 0 && errors.length === 0 && operations.tested === operations.total;
}

/** One line a run, and the sum. */
export function table(rows: readonly Row[]): string {
  const lines = [['service', 'as', 'operations', 'cases', 'failures'], ...rows.map(cells), sum(rows)];
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  const isNumber = (column: number): boolean => column >= 2;
  return lines
    .map((line) =>
      line
        .map((cell, at) => (isNumber(at) ? cell.padStart(widths[at]!) : cell.padEnd(widths[at]!)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function cells({ service, role, tally }: Row): string[] {
  if (!tally?.operations) return [service, role, '-', '-', 'did not run to its end'];
  const { operations, test_cases: cases, failures, errors } = tally;
  const kinds = [...failures, ...errors].map(({ title, count }) => `${title} ×${count}`);
  const asked = operations.tested === operations.total ? [] : [`${operations.total - operations.tested} not tested`];
  const found = [...kinds, ...asked].join(', ') || '0';
  return [service, role, String(operations.total), String(cases.generated), found];
}

function sum(rows: readonly Row[]): string[] {
  const total = (count: (tally: Tally) => number): string =>
    String(rows.reduce((all, { tally }) => all + (tally ? count(tally) : 0), 0));
  return [
    'all',
    '',
    total(({ operations }) => operations?.total ?? 0),
    total(({ test_cases }) => test_cases.generated),
    total(({ failures, errors }) => [...failures, ...errors].reduce((all, { count }) => all + count, 0)),
  ];
}

/**
 * What Schemathesis says of its failures and errors, each with a curl that shows it again: on the shop of `bun run start`
 * instead of the one that is gone, with a token of one's own in `$TOKEN`.
 */
export function findings(
  text: string,
  { service, url, token }: { service: Service; url: string; token: string },
): string {
  const from = text.search(/^=+ (?:ERRORS|FAILURES) =+$/m);
  const to = text.search(/^=+ (?:WARNINGS|SUMMARY) =+$/m);
  if (from === -1) return text.trim().split('\n').slice(-30).join('\n');
  return text
    .slice(from, to === -1 ? undefined : to)
    .replaceAll(`'Authorization: Bearer ${token}'`, '"Authorization: Bearer $TOKEN"')
    .replaceAll(token, '$TOKEN')
    .replaceAll(url, `http://localhost:${services[service].http}`)
    .replace(/^ *st replay \w+\n/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
