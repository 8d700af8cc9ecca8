import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const usage = `bun docs/model/check.ts [--quick]

Checks docs/model/saga.pml with spin: everything must hold, and every rule that is taken away must be missed.
  --quick   only one order: some seconds instead of two minutes
Needs spin and gcc (apt install spin gcc). Exits 0 when all is as expected, 1 when not, 2 when a tool is missing.`;

interface Run {
  name: string;
  defines: readonly string[];
  /** Only assertions, up to the first that fails; else liveness too, which visits every state up to twice. */
  isMutation: boolean;
  expected: 'holds' | 'found';
}

interface Verdict {
  outcome: 'holds' | 'found' | 'unfinished';
  states: number;
  seconds: number;
}

const one = ['-DORDERS=1', '-DREFUNDABLE=1'];
const mutation = (name: string, expected: Run['expected'] = 'found'): Run => ({
  name,
  defines: [...one, `-D${name}`],
  isMutation: true,
  expected,
});

const whole: Run[] = [
  { name: 'one order, refunds by an admin', defines: one, isMutation: false, expected: 'holds' },
  {
    name: 'two orders, one unit of stock',
    defines: ['-DORDERS=2', '-DREFUNDABLE=0'],
    isMutation: false,
    expected: 'holds',
  },
];
/** One rule each, by the name that saga.pml knows. */
const rules = `UNCONDITIONAL_UPDATE NO_CHARGE_KEY NO_REFUND_KEY NO_VOIDED_INTENT NO_REFUND_WANTED CANCEL_FORGETS_REFUNDS
  DECLINE_FORGOTTEN SHIP_UNASKED SHORTFALL_IGNORED NO_RETAKE RELEASED_IS_SILENT RETURNED_TWICE`;

const memoryMaxMb = 4_000;
const minutesMax = 15;
const model = join(import.meta.dir, 'saga.pml');

const options = Bun.argv.slice(2);
if (options.some((option) => option !== '--quick')) {
  console.log(usage);
  process.exit(options.includes('--help') ? 0 : 1);
}
const missing = ['spin', 'gcc'].filter((tool) => !Bun.which(tool));
if (missing.length > 0) {
  console.error(`${missing.join(' and ')} not found: apt install spin gcc`);
  process.exit(2);
}
const runs = [
  ...whole.filter(({ name }) => !options.includes('--quick') || name.startsWith('one')),
  ...rules.split(/\s+/).map((name) => mutation(name)),
  // Each handler of the saga is idempotent by the state it writes to; the inbox is needed by mails and the timeline.
  mutation('NO_INBOX', 'holds'),
];
let asExpected = true;
print('what is checked', 'expected', 'outcome', 'states', 'seconds');
for (const run of runs) {
  const { outcome, states, seconds } = check(run);
  const isRight = outcome === run.expected;
  asExpected &&= isRight;
  print(
    run.name,
    run.expected,
    outcome,
    states.toLocaleString('en'),
    seconds.toFixed(1),
    isRight ? '' : '← not as expected',
  );
}
process.exit(asExpected ? 0 : 1);

function check({ defines, isMutation }: Run): Verdict {
  const folder = mkdtempSync(join(tmpdir(), 'saga-'));
  const execute = (...command: string[]) =>
    Bun.spawnSync(command, { cwd: folder, stderr: 'pipe', timeout: minutesMax * 60_000 });
  const must = (...command: string[]): void => {
    const { success, stdout, stderr } = execute(...command);
    if (!success) throw new Error(`${command.join(' ')}:\n${String(stdout)}${String(stderr)}`);
  };
  try {
    copyFileSync(model, join(folder, 'saga.pml'));
    must('spin', ...defines, '-a', 'saga.pml');
    const kind = isMutation ? ['-DSAFETY', '-DNOCLAIM'] : [];
    must('gcc', '-O2', '-w', `-DMEMLIM=${memoryMaxMb}`, ...kind, '-o', 'pan', 'pan.c');
    const started = performance.now();
    const { stdout } = execute('./pan', '-n', '-m100000', '-w24', ...(isMutation ? [] : ['-a', '-N', 'settles']));
    return { ...verdict(String(stdout)), seconds: (performance.now() - started) / 1000 };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A search that ran out of depth, memory or time has shown nothing. */
function verdict(report: string): Omit<Verdict, 'seconds'> {
  const states = Number(/(\d+) states, stored/.exec(report)?.[1] ?? 0);
  const errors = Number(/errors: (\d+)/.exec(report)?.[1] ?? Number.NaN);
  if (errors > 0 && /assertion violated|acceptance cycle/.test(report)) return { outcome: 'found', states };
  const isWhole = errors === 0 && !/max search depth too small|Search not completed|out of memory/.test(report);
  return { outcome: isWhole ? 'holds' : 'unfinished', states };
}

function print(...[name = '', ...cells]: string[]): void {
  console.log([name.padEnd(32), ...cells.map((cell) => cell.padStart(10))].join(' '));
}
