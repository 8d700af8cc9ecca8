import type { Finding } from './change.ts';
import { lineFor, type Judged } from './records.ts';
import { allowed, rules } from './rules.ts';

export interface Report extends Judged {
  /** How to name what the contracts were compared with. */
  base: string;
  /** Differences that break nobody. */
  compatible: number;
  /** `2026-11-22` */
  today: string;
}

interface Paint {
  red(text: string): string;
  yellow(text: string): string;
  green(text: string): string;
  bold(text: string): string;
  dim(text: string): string;
}

/** What the terminal shows; its last line is the count. */
export function toText(report: Report, explain: boolean, paint: Paint): string {
  const { breaking, accepted, warnings, base, today } = report;
  const details = (finding: Finding) => [
    `  at       ${finding.at}`,
    `  affects  ${several(finding.affects)}`,
    ...(explain ? [`  instead  ${rules[finding.rule]}`] : []),
  ];
  const lines = [
    paint.dim(`Contracts of the working tree against ${base}.`),
    ...breaking.flatMap((finding) => [
      '',
      `${paint.red('breaks')}   ${paint.bold(finding.sentence)}`,
      ...details(finding),
      paint.dim(`  accept   ${lineFor(finding, today)}`),
    ]),
    ...accepted.flatMap((finding) => [
      '',
      `${paint.green('accepted')} ${finding.sentence}`,
      ...details(finding),
      `  because  ${finding.record.why} (${finding.record.since})`,
    ]),
    ...warnings.flatMap((warning) => ['', `${paint.yellow('warning')}  ${warning}`]),
    '',
    ...(explain ? [allowed, ''] : []),
    ...(breaking.length > 0
      ? [
          `Mend each${explain ? '' : ' (--explain says how)'}, or record it: put its "accept" line with the reason into the table of contracts/breaking.md.`,
        ]
      : []),
    paint[breaking.length > 0 ? 'red' : 'green'](count(report)),
  ];
  return lines.join('\n');
}

/** What a pull request shows. */
export function toMarkdown(report: Report): string {
  const { breaking, accepted, warnings, base, today } = report;
  const item = (finding: Finding, more: string[]) => [
    `- **${finding.sentence}**`,
    ...[`\`${finding.at}\``, `Affects: ${several(finding.affects)}`, ...more].map((line) => `  <br>${line}`),
  ];
  const lines = [
    `## Contracts: ${count(report)}`,
    '',
    `Compared with ${base}.`,
    ...(breaking.length > 0
      ? ['', '### Breaks', '', ...breaking.flatMap((one) => item(one, [`Instead: ${rules[one.rule]}`]))]
      : []),
    ...(accepted.length > 0
      ? [
          '',
          '### Accepted',
          '',
          ...accepted.flatMap((one) => item(one, [`Because: ${one.record.why} (${one.record.since})`])),
        ]
      : []),
    ...(warnings.length > 0 ? ['', '### Warnings', '', ...warnings.map((warning) => `- ${warning}`)] : []),
    ...(breaking.length > 0
      ? [
          '',
          'A deliberate break is recorded in `contracts/breaking.md`, with its reason:',
          '',
          '```',
          ...breaking.map((one) => lineFor(one, today)),
          '```',
        ]
      : []),
  ];
  return `${lines.join('\n')}\n`;
}

const several = (names: readonly string[]): string =>
  names.length > 9 ? `${names.slice(0, 8).join('; ')} and ${names.length - 8} more` : names.join('; ');

const plural = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;

export const count = ({ breaking, accepted, compatible }: Report): string =>
  `${plural(breaking.length, 'breaking change')}, ${accepted.length} accepted, ${compatible} compatible`;
