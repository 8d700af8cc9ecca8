import { join } from 'node:path';
import { CannotStart } from '@ecomm/tools/shop/cannot-start';
import { silent } from '@ecomm/tools/shop/lines';
import { onStopSignals } from '@ecomm/tools/shop/stop-signals';
import { fullPace, shortPace } from './faults/pace.ts';
import { faultsAt } from './faults/table.ts';
import { dataFolder, readOptions, type Options } from './options.ts';
import { writeReport } from './report/report.ts';
import { runFaults } from './run/run-faults.ts';
import { findLastRun, resultsFile } from './run/run-last.ts';
import { planFull, type Run } from './run/run-plan.ts';
import { faultLines, printRun } from './report/print-run.ts';
import { runQuick } from './run/run-quick.ts';
import { appendResult, type Result } from './run/run-result.ts';
import { runSoak } from './run/run-soak.ts';
import { writePage } from './report/write-page.ts';
import { runSabotage } from './sabotage/run-sabotage.ts';

const startedAt = performance.now();
const say = (text: string): void => {
  process.stderr.write(`${((performance.now() - startedAt) / 1_000).toFixed(1).padStart(6)} s | ${text}\n`);
};

const options = readOptions(process.argv.slice(2), say);
if (options.mode === 'list') {
  for (const { name, says, worst } of faultsAt(fullPace))
    console.log(`${name.padEnd(40)} ${worst ? '*' : ' '} ${says}`);
  process.exit(0);
}
if (options.resume) {
  const last = await findLastRun(dataFolder);
  if (!last) say('there is no run to go on with: this is a new one');
  else Object.assign(options, { folder: last.folder, seed: last.seed });
  process.exitCode = await main(options, last?.done ?? []);
} else process.exitCode = await main(options, []);
process.exit();

async function main(of: Options, done: readonly Result[]): Promise<number> {
  if (of.write) await writePage([], of.seed); // it has a place for them, before hours are spent
  say(`seed ${of.seed}`);
  let isStopped = false;
  const stopped = onStopSignals({ ...silent, complain: say }, () => {});
  void stopped.then(() => (isStopped = true));
  if (of.mode === 'sabotage') return Promise.race([stopped.then(() => 130), sabotage(of)]);
  const results = [...done];
  const closing: (() => Promise<void>)[] = [];
  const run: Run = {
    done,
    isStopped: () => isStopped,
    take: async (result) => {
      if (isStopped) return; // what was cut short says nothing
      results.push(result);
      for (const line of faultLines(result)) say(line);
      await appendResult(join(of.folder, resultsFile), result);
      await writeReport(of.reportPath, { seed: of.seed, mode: of.mode, results });
    },
    onClose: (close) => void closing.push(close),
  };
  const end = await Promise.race([stopped, carryOutMode(of, run).then(() => undefined)]).catch(
    (error: unknown) => error as Error,
  );
  if (of.keep && end === undefined) await untilStopped(stopped);
  say('stopping everything');
  for (const close of closing) await close().catch((error: unknown) => say(String(error)));
  if (end instanceof Error) say(end instanceof CannotStart ? end.message : (end.stack ?? String(end)));
  if (results.length > 0) console.log(`\n${printRun(results, of.seed)}\nReport: ${of.reportPath}`);
  if (typeof end === 'string') return 130;
  if (of.write && !end) await writePage(results, of.seed);
  return end || results.some(({ outcome }) => outcome === 'broke' || outcome === 'spoiled') ? 1 : 0;
}

async function carryOutMode(of: Options, run: Run): Promise<void> {
  const { mode, seed, copies } = of;
  if (mode === 'quick') return runQuick(of, run);
  if (mode === 'soak') return runSoak(of, run);
  if (mode === 'full') return runFaults(of, planFull(faultsAt(fullPace), seed, copies), run);
  const faults = faultsAt(shortPace).filter(({ name }) => of.faults.includes(name));
  return runFaults(of, [{ seed, copies, faults }], run);
}

async function sabotage({ sabotages, seed }: Options): Promise<number> {
  const results = await runSabotage(sabotages, { seed, say });
  for (const {
    sabotage: { name, breaks, says },
    red,
    tookMs,
  } of results)
    console.log(
      `${red ? 'red ' : 'NOT RED'} ${name.padEnd(12)} ${breaks.padEnd(4)} ${(tookMs / 1_000).toFixed(0)} s  ${says}`,
    );
  console.log(`Seed ${seed}.`);
  return results.every(({ red }) => red) ? 0 : 1;
}

async function untilStopped(stopped: Promise<string>): Promise<void> {
  say('everything is left as it is until Ctrl-C');
  await stopped;
}
