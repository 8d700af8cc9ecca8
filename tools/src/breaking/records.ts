import type { Finding } from './change.ts';

/** A deliberate break, as contracts/breaking.md says it. */
export interface Record {
  id: string;
  why: string;
  since: string;
}

/** The rows of its table: | `id` | why | since |. */
export function readRecords(markdown: string): Record[] {
  return Array.from(
    markdown.matchAll(/^\|\s*`([^`]+)`\s*\|([^|]*)\|([^|]*)\|\s*$/gm),
    ([, id = '', why = '', since = '']) => ({
      id: id.trim(),
      why: why.trim(),
      since: since.trim(),
    }),
  );
}

export interface Judged {
  breaking: Finding[];
  accepted: (Finding & { record: Record })[];
  warnings: string[];
}

const file = 'contracts/breaking.md';

/**
 * Splits findings into those to mend and those a record accepts. A record that the base has already is history: it
 * accepted the break that brought it and no later one. One without a reason or date accepts nothing.
 */
export function judge(findings: readonly Finding[], records: readonly Record[], before: readonly Record[]): Judged {
  const same = (one: Record) => (other: Record) => Bun.deepEquals(one, other);
  const fresh = records.filter((record) => !before.some(same(record)));
  const complete = fresh.filter(({ why, since }) => why !== '' && !why.startsWith('<') && /\d/.test(since));
  const accepted = findings.flatMap((finding) => {
    const record = complete.find(({ id }) => id === finding.id);
    return record ? [{ ...finding, record }] : [];
  });
  const warnings = fresh.flatMap(({ id, why, since }) => {
    if (!findings.some((finding) => finding.id === id))
      return [`${file} records \`${id}\`, which breaks nothing: take the line out, or mend its name.`];
    if (!complete.some((record) => record.id === id))
      return [
        `${file} records \`${id}\` ${why === '' || why.startsWith('<') ? 'without a reason' : `since "${since}", which is no date`}: it counts when both are there.`,
      ];
    return [];
  });
  return { breaking: findings.filter(({ id }) => !accepted.some((one) => one.id === id)), accepted, warnings };
}

/** The line to add, with the reason still to write. */
export const lineFor = ({ id }: Finding, today: string): string => `| \`${id}\` | <why> | ${today} |`;
