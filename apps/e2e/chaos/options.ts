import { join } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { serviceNames, type Service } from '@ecomm/tools/shop/services';
import { parseCopies } from '@ecomm/tools/shop/start-options';
import type { Fault } from './fault.ts';
import { shortPace } from './faults/pace.ts';
import { faultsAt } from './faults/table.ts';
import { drawSeed, parseSeed, parseWhole } from './options-seed.ts';
import { sabotages } from './sabotage/sabotage.ts';

export type Mode = 'quick' | 'full' | 'only' | 'soak' | 'sabotage' | 'list';
export type Copies = Record<Service, number>;

export interface Options {
  mode: Mode;
  /** Of `--only`: faults. */
  faults: readonly string[];
  /** Of `--sabotage`. */
  sabotages: readonly string[];
  minutes: number;
  seed: number;
  copies: Copies;
  rate: number;
  resume: boolean;
  keep: boolean;
  /** Whether the page in docs gets the tables of this run. */
  write: boolean;
  reportPath: string;
  /** Where this run's results are written. */
  folder: string;
  say(text: string): void;
}

const dataFolder = join(import.meta.dir, '..', '..', '..', '.data', 'chaos');

/** Reads the command line; what is wrong with it is said, and the process ends with 2. */
export function readOptions(argv: readonly string[], say: (text: string) => void): Options {
  const program = chaosCommand().exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));
  const given = program.parse(argv, { from: 'user' }).opts<Given>();
  const mode = modeOf(given);
  if (!mode) program.error('Choose one of --quick, --full, --only, --minutes, --sabotage and --list.');
  for (const name of ['resume', 'write'] as const)
    if (given[name] && mode !== 'full') program.error(`--${name} goes with --full.`);
  const { seed = drawSeed(), minutes = 0, copies = {}, report, resume, keep, write } = given;
  return {
    mode: mode!,
    faults: given.only ?? [],
    sabotages: given.sabotage ?? [],
    minutes,
    seed,
    copies: { ...(Object.fromEntries(serviceNames.map((name) => [name, 2])) as Copies), ...copies },
    rate: given.rate ?? (mode === 'soak' ? 10 : 20),
    resume,
    keep,
    write,
    reportPath: report,
    folder: join(dataFolder, `${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}-${mode}-${seed}`),
    say,
  };
}

export { dataFolder };

interface Given {
  quick: boolean;
  full: boolean;
  only?: string[];
  minutes?: number;
  sabotage?: string[];
  list: boolean;
  seed?: number;
  copies?: Partial<Copies>;
  rate?: number;
  resume: boolean;
  keep: boolean;
  write: boolean;
  report: string;
}

function modeOf({ quick, full, only, minutes, sabotage, list }: Given): Mode | undefined {
  const asked: [Mode, boolean][] = [
    ['quick', quick],
    ['full', full],
    ['only', only !== undefined],
    ['soak', minutes !== undefined],
    ['sabotage', sabotage !== undefined],
    ['list', list],
  ];
  const chosen = asked.filter(([, is]) => is);
  return chosen.length === 1 ? chosen[0]![0] : undefined;
}

function chaosCommand(): Command {
  return new Command('bun run chaos')
    .description(
      'Breaks a shop of its own on free ports, process by process, while orders come in, and audits money, stock, events and mail.',
    )
    .option('--quick', 'five minutes: every failpoint, broker and Postgres crash, poison, replay, hot product', false)
    .option('--full', 'every fault, the eight worst with three seeds, an audit after each', false)
    .option('--only <names>', 'these faults, or all of a group: kill-at-random,broker', parseFaults)
    .option('--minutes <n>', 'no faults: load for so long, and memory and descriptors watched', (text) =>
      parseWhole(text, 1, 10_000),
    )
    .option('--sabotage <names...>', 'switches guards off, one at a time; each must be found out', parseSabotages)
    .option('--list', 'every fault', false)
    .addOption(new Option('--seed <n>', 'the same again').argParser(parseSeed))
    .option('--copies <counts>', 'orders=2,payments=3; two of each service when left out', (text, before) =>
      parseCopies(text, before as Partial<Copies>),
    )
    .option('--rate <n>', 'orders a second while faults are on', (text) => parseWhole(text, 1, 1_000))
    .option('--resume', 'with --full: goes on where the last run was cut short', false)
    .option('--keep', 'leaves the last shop running until Ctrl-C, to be looked at', false)
    .option('--write', 'with --full: puts the tables into docs/chaos.md', false)
    .option('--report <path>', 'the page that tells of it', 'chaos-report.html')
    .addHelpText(
      'after',
      '\nTimes over their limit are shown and fail nothing: they are the machine’s too.\nExit code 0: everything held; 1: something did not; 2: wrong usage; 130: it was stopped.',
    );
}

/** Names of faults, and of groups for all in them. */
export function parseFaults(text: string): string[] {
  const all = faultsAt(shortPace);
  return text.split(',').flatMap((part) => {
    const wanted = part.trim();
    const found = all.filter(({ name, group }: Fault) => name === wanted || group === wanted);
    if (found.length === 0) throw new InvalidArgumentError(`"${wanted}" is no fault and no group: see --list.`);
    return found.map(({ name }) => name);
  });
}

function parseSabotages(text: string, before: string[] = []): string[] {
  const known = sabotages.map(({ name }) => name);
  const names = text.split(',').flatMap((name) => (name === 'all' ? known : [name]));
  const unknown = names.find((name) => !known.includes(name));
  if (unknown) throw new InvalidArgumentError(`"${unknown}" is none of ${known.join(', ')}, all.`);
  return [...before, ...names];
}
