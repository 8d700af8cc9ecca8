import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { chooseBroker } from '../shop/broker.ts';
import { prepareKafka } from '../shop/kafka.ts';
import { silent } from '../shop/lines.ts';
import { findRunningShop } from '../shop/lock.ts';
import { freePorts } from '../shop/port-plan.ts';
import { isService } from '../shop/services.ts';
import type { Bench } from './bench.ts';
import { familyOf, sumOf, processUsage, type Usage } from './process-usage.ts';
import { realStart } from './real-start.ts';
import type { Row } from './row.ts';

/** The real command: its first start on new data, its second on the same, and then the memory of the idle shop. */
export async function measureStart({ folder, cleanup, quick, say }: Bench): Promise<Row[]> {
  const data = join(folder, 'start', '.data');
  await mkdir(data, { recursive: true });
  const ports = await freePorts();
  await warmCaches(join(folder, 'start'));
  say('first start');
  const first = await realStart(data, ports, cleanup);
  await first.stop();
  say('second start');
  const second = await realStart(data, ports, cleanup);
  const idleMs = quick ? 3_000 : 10_000;
  say(`idle for ${idleMs / 1000} s, then memory`);
  await Bun.sleep(idleMs);
  const lock = await findRunningShop(data);
  const memory = memoryRows(second.pid, lock?.processes ?? [], await processUsage());
  await second.stop();
  return [
    { measure: 'second start, to all ready', value: second.seconds, unit: 's', atMost: 10 },
    { measure: 'first start, caches warm', value: first.seconds, unit: 's' },
    ...memory,
  ];
}

/** What is fetched and made once for all shops on this machine is no part of a start. */
async function warmCaches(folder: string): Promise<void> {
  const broker = await chooseBroker(process.env, 'kafka');
  if (broker.kind !== 'kafka') return;
  const ports = { port: 9092, controllerPort: 9093 };
  await prepareKafka({ folder: join(folder, 'kafka'), ...ports, java: broker.java }, silent);
}

/** The whole shop, and each of its processes with what it started. */
export function memoryRows(
  supervisor: number,
  processes: readonly { name: string; pid: number }[],
  usage: ReadonlyMap<number, Usage>,
): Row[] {
  const megabytes = (pids: readonly number[]): number => sumOf(pids, usage, 'memoryBytes') / 1e6;
  const row = (name: string, pids: readonly number[], atMost?: number): Row => ({
    measure: `memory, idle: ${name}`,
    value: megabytes(pids),
    unit: 'MB',
    ...(atMost ? { atMost } : {}),
  });
  const whole = familyOf(supervisor, usage);
  return [
    row('the whole shop', whole, 1000),
    ...processes
      .toSorted((a, b) => Number(isService(b.name)) - Number(isService(a.name)))
      .map(({ name, pid }) => row(name, familyOf(pid, usage), isService(name) ? 110 : undefined)),
    row('the supervisor', [supervisor]),
  ];
}
