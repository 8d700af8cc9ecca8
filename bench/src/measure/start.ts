import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { chooseBroker } from '@ecomm/tools/shop/broker';
import { prepareKafka } from '@ecomm/tools/shop/kafka';
import { silent } from '@ecomm/tools/shop/lines';
import { findRunningShop } from '@ecomm/tools/shop/lock';
import { freePorts } from '@ecomm/tools/shop/port-plan';
import { isService } from '@ecomm/tools/shop/services';
import type { Bench } from '../open-bench.ts';
import { familyOf, sumOf, processUsage, type Usage } from '@ecomm/tools/shop/process-usage';
import { realStart } from '../shop/real-start.ts';
import type { Row } from '../report/row.ts';

/** The real command: its first start on new data, its second on the same, and then the memory of the idle shop. */
export async function measureStart({ folder, cleanup, scale, say }: Bench): Promise<Row[]> {
  const data = join(folder, 'start', '.data');
  await mkdir(data, { recursive: true });
  const ports = await freePorts();
  await warmCaches(join(folder, 'start'));
  say('first start');
  const first = await realStart(data, ports, cleanup);
  await first.stop();
  say('second start');
  const second = await realStart(data, ports, cleanup);
  say(`idle for ${scale.idleMs / 1000} s, then memory`);
  await Bun.sleep(scale.idleMs);
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
