import type { Bench } from './bench.ts';
import { median } from './figures.ts';
import { load, type Round, type Target } from './load.ts';
import type { Row } from './row.ts';

/** Until the just-in-time compilers are done. */
const warmUpMs = 3_000;
/** Above this share of a core the client is as much the bottleneck as the server. */
const clientBusyMax = 0.9;

/**
 * Two servers under the same load in turn, A B A B, so that what else the machine does meets both. Gives the ratio of
 * the medians of requests a second, which is judged, and of the servers' processor time for a request, which says the
 * same where the client or the database is what is slow.
 */
export async function compare(
  { quick, say }: Bench,
  name: string,
  [own, bare]: readonly [Target, Target],
  atLeast: number,
): Promise<Row[]> {
  const [rounds, roundMs] = quick ? [3, 1_000] : [5, 3_000];
  say(`${name}: ${rounds} × 2 rounds of ${roundMs / 1000} s`);
  await load(own, warmUpMs);
  await load(bare, warmUpMs);
  const ofOwn: Round[] = [];
  const ofBare: Round[] = [];
  for (let round = 0; round < rounds; round++) {
    ofOwn.push(await load(own, roundMs));
    ofBare.push(await load(bare, roundMs));
  }
  return rows(name, ofOwn, ofBare, atLeast);
}

export function rows(name: string, own: readonly Round[], bare: readonly Round[], atLeast: number): Row[] {
  const middle = (of: readonly Round[], value: (round: Round) => number | undefined): number =>
    median(of.map((round) => value(round) ?? Number.NaN));
  const [a, b] = [own, bare].map((of) => middle(of, ({ perSecond }) => perSecond)) as [number, number];
  const [cpuA, cpuB] = [own, bare].map((of) => middle(of, ({ serverMicros }) => serverMicros)) as [number, number];
  const busy = Math.max(...[own, bare].map((of) => middle(of, ({ clientBusy }) => clientBusy)));
  const whole = (value: number): string => Math.round(value).toLocaleString('en-US');
  const client = busy > clientBusyMax ? '; THE CLIENT WAS THE BOTTLENECK' : '';
  const ratio: Row = { measure: `${name}, to a bare server`, value: a / b, unit: '×', atLeast };
  ratio.note = `${whole(a)} to ${whole(b)} /s; client ${whole(busy * 100)} % of a core${client}`;
  if (Number.isNaN(cpuA)) return [ratio];
  const cpu: Row = { measure: `  by processor time of the server`, value: cpuB / cpuA, unit: '×' };
  return [ratio, { ...cpu, note: `${whole(cpuA)} to ${whole(cpuB)} µs a request` }];
}
