import { Command, InvalidArgumentError } from 'commander';
import { join } from 'node:path';
import { openBench, type Bench, type Measure } from './bench/bench.ts';
import { describeMachine } from './bench/machine.ts';
import { measureLatency } from './bench/measure-latency.ts';
import { measureReads } from './bench/measure-reads.ts';
import { measureReady } from './bench/measure-ready.ts';
import { measureRelay } from './bench/measure-relay.ts';
import { measureStart } from './bench/measure-start.ts';
import { measureThroughput } from './bench/measure-throughput.ts';
import { report } from './bench/report.ts';
import { isMet, type Row } from './bench/row.ts';
import { shopVariables } from './bench/shop-variables.ts';
import { CannotStart } from './shop/cannot-start.ts';
import { silent } from './shop/lines.ts';
import { onStopSignals } from './shop/stop-signals.ts';

/** In this order: what needs a quiet machine first, what leaves work behind last. */
const measures: Record<string, Measure> = {
  start: measureStart,
  ready: measureReady,
  reads: measureReads,
  relay: measureRelay,
  latency: measureLatency,
  throughput: measureThroughput,
};

interface Options {
  quick: boolean;
  only?: string[];
  json?: string;
}

const { quick, only, json } = new Command('bun run bench')
  .description('Measures the shop against its budgets: shops of its own, on free ports, which are gone at the end.')
  .option('--quick', 'shorter and less exact', false)
  .option('--only <measures>', `some of them: ${Object.keys(measures).join(',')}`, parseOnly)
  .option('--json <file>', 'the figures also as JSON')
  .parse()
  .opts<Options>();

// A shop of yours in .env, or of this terminal, is not what is measured.
for (const name of shopVariables(await Bun.file(join(import.meta.dir, '..', '..', '.env.example')).text()))
  delete process.env[name];

const machine = describeMachine();
const bench = await openBench({ quick });
const stopped = onStopSignals({ ...silent, complain: bench.say }, () => {});
const rows = await Promise.race([stopped, measureAll(bench)]).catch((error: unknown) => error as Error);
bench.say('stopping everything');
await bench.cleanup.disposeAsync().catch((error: unknown) => bench.say(String(error)));
if (!Array.isArray(rows)) {
  bench.say(rows instanceof CannotStart ? rows.message : rows instanceof Error ? (rows.stack ?? String(rows)) : rows);
  process.exit(1);
}
console.log(report(machine, rows));
if (json) await Bun.write(json, JSON.stringify({ machine, at: new Date(), rows: rows.map(judged) }, undefined, 2));
process.exit(0);

async function measureAll(bench: Bench): Promise<Row[]> {
  const rows: Row[] = [];
  for (const name of only ?? Object.keys(measures)) rows.push(...(await measures[name]!(bench)));
  return rows;
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
