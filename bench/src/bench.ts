import { loadavg } from 'node:os';
import { join } from 'node:path';
import { CannotStart } from '@ecomm/tools/shop/cannot-start';
import { silent } from '@ecomm/tools/shop/lines';
import { shopVariables } from '@ecomm/tools/shop/shop-variables';
import { onStopSignals } from '@ecomm/tools/shop/stop-signals';
import { describeMachine } from '@ecomm/tools/workspace/describe-machine';
import { Command, InvalidArgumentError } from 'commander';
import { measures } from './measures.ts';
import { openBench, type Bench } from './open-bench.ts';
import { missed, report } from './report/report.ts';
import { isMet, type Row } from './report/row.ts';
import { writeFigures } from './report/write-figures.ts';
import { full, quick } from './scale.ts';

interface Options {
  quick?: true;
  only?: string[];
  json?: string;
  write?: true;
  strict?: true;
}

const root = join(import.meta.dir, '..', '..');
const options = new Command('bun run bench')
  .description('Measures the shop against its targets: shops of its own, on free ports, which are gone at the end.')
  .option('--quick', 'some minutes instead of half an hour, and less exact')
  .option('--only <measures>', `some of them: ${Object.keys(measures).join(',')}`, parseOnly)
  .option('--json <file>', 'the figures also as JSON')
  .option('--write', 'the figures also into README.md and docs/performance.md; needs all measures')
  .option('--strict', 'exit code 1 when a target is missed')
  .addHelpText('after', '\nWhat is measured, and how to read it: docs/performance.md.')
  .parse();
const { only, json, write, strict, ...opts } = options.opts<Options>();
if (write && (only || opts.quick)) options.error('--write takes a full run: without --only and --quick.');
if (write) await writeFigures(root, '', []); // where they go is there, before half an hour is spent

// A shop of yours in .env, or of this terminal, is not what is measured.
for (const name of shopVariables(await Bun.file(join(root, '.env.example')).text())) delete process.env[name];

const startedAt = performance.now();
const say = (text: string): void => {
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0).padStart(4);
  process.stderr.write(`${seconds} s | ${text}\n`);
};
const machine = `${describeMachine()}; load before: ${(loadavg()[0] ?? 0).toFixed(1)}`;
const bench = await openBench({ scale: opts.quick ? quick : full, say });
const rows: Row[] = [];
const failed: string[] = [];
let stopping: string | undefined;
const stopped = onStopSignals({ ...silent, complain: say }, () => {}).then((why) => (stopping = why));
await Promise.race([stopped, measureAll(bench)]);
say(stopping === undefined ? 'stopping everything' : `${stopping}: stopping everything`);
await bench.cleanup.disposeAsync().catch((error: unknown) => say(String(error)));
if (rows.length > 0) console.log(report(machine, rows));
if (json) await Bun.write(json, JSON.stringify({ machine, at: new Date(), rows: rows.map(judged) }, undefined, 2));
if (failed.length > 0) say(`could not be measured: ${failed.join(', ')}`);
const isWhole = stopping === undefined && failed.length === 0;
if (write && isWhole) say(`written: ${(await writeFigures(root, machine, rows)).join(', ')}`);
process.exit(isWhole && !(strict && missed(rows).length > 0) ? 0 : 1);

/** One that fails is told and does not keep the others from being measured, in a shop that it has not touched. */
async function measureAll(bench: Bench): Promise<void> {
  const names = only ?? Object.keys(measures);
  for (const [at, name] of names.entries()) {
    say(`── ${name} (${at + 1} of ${names.length})`);
    try {
      rows.push(...(await measures[name]!(bench)));
    } catch (error) {
      if (stopping !== undefined) return;
      failed.push(name);
      say(
        error instanceof CannotStart
          ? error.message
          : error instanceof Error
            ? (error.stack ?? String(error))
            : String(error),
      );
      await bench.endShop().catch((trouble: unknown) => say(String(trouble)));
    }
  }
}

function judged(row: Row): Row & { met?: boolean } {
  const met = isMet(row);
  return met === undefined ? row : { ...row, met };
}

function parseOnly(text: string): string[] {
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !(name in measures));
  if (unknown !== undefined)
    throw new InvalidArgumentError(`"${unknown}" is none of ${Object.keys(measures).join(', ')}.`);
  return Object.keys(measures).filter((name) => names.includes(name));
}
