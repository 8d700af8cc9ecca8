import type { Finding } from './change.ts';

/** A deliberate break, as contracts/breaking.md says it. */
export interface BreakRecord {
  id: string;
  why: string;
  since: string;
}

export interface Records {
  rows: BreakRecord[];
  /** Rows of the table that can not be read, as they stand there. */
  unread: string[];
}

const cell = String.raw`((?:\\\||[^|])*)`;
const row = new RegExp(String.raw`^\|\s*\`([^\`]+)\`\s*\|${cell}\|${cell}\|\s*$`);

/** The rows of its table: | `id` | why | since |. A | in a cell is written \|. */
export function readRecords(markdown: string): Records {
  const lines = markdown.split('\n').filter((line) => line.startsWith('|'));
  const records: Records = { rows: [], unread: [] };
  for (const line of lines.filter((one) => !/^\|[\s|:-]+$|^\|\s*what\s*\|/.test(one))) {
    const [, id = '', why = '', since = ''] = row.exec(line) ?? [];
    if (id) records.rows.push({ id, why: why.replaceAll('\\|', '|').trim(), since: since.trim() });
    else records.unread.push(line);
  }
  return records;
}

export interface Judged {
  breaking: Finding[];
  accepted: (Finding & { record: BreakRecord })[];
  warnings: string[];
}

const file = 'contracts/breaking.md';

/**
 * Splits findings into those to mend and those a record accepts. A record that the base has already is history: it
 * accepted the break that brought it and no later one, also when its reason is written better now. One without a reason or
 * date accepts nothing.
 */
export function judge(findings: readonly Finding[], records: Records, before: Records): Judged {
  const fresh = freshOf(records.rows, before.rows);
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
  for (const line of records.unread)
    warnings.push(
      `${file} has a row that can not be read: ${line} (write | \`what\` | why | since |, and \\| for a | in it).`,
    );
  return { breaking: findings.filter(({ id }) => !accepted.some((one) => one.id === id)), accepted, warnings };
}

/** Those that the base does not have: as many of one id and date as there are more than before, the last ones. */
function freshOf(rows: readonly BreakRecord[], before: readonly BreakRecord[]): BreakRecord[] {
  const known = Map.groupBy(before, nameOf);
  const seen = new Map<string, number>();
  return rows.filter((record) => {
    const name = nameOf(record);
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    return times > (known.get(name)?.length ?? 0);
  });
}

const nameOf = ({ id, since }: BreakRecord): string => `${id} ${since}`;

/** The line to add, with the reason still to write. */
export const lineFor = ({ id }: Finding, today: string): string => `| \`${id}\` | <why> | ${today} |`;
