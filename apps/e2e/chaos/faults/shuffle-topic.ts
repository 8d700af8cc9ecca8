import { until } from '@ecomm/testing/until';
import type { Admin } from 'kafkajs';
import type { ServiceName } from '../../src/shop.fixture.ts';
import type { Bar, World } from '../fault.ts';
import { least } from './bars.ts';
import { shuffle } from './choose.ts';
import { untilMoreAcked } from './measure-requests.ts';
import { eventIdOf, readRecords, withAdmin, type ReadRecord } from './read-records.ts';
import { withoutCopies } from './stop-group.ts';

const eventsMin = 40;

/** Nobody pays while one of these is away: what they get then comes of orders that were not charged before. */
const neededToPay: ReadonlySet<ServiceName> = new Set(['orders', 'products']);
/** About one charge in six is declined. */
const unchargedMin = eventsMin * 1.5;

/**
 * While nobody reads, the events that wait are written once more in an order of chance and the group is set behind the
 * first ones: it gets each of them, none in its order.
 */
export async function shuffleTopic(world: World, service: ServiceName, topic: string): Promise<Bar[]> {
  const reorder = async (): Promise<number> => {
    const waiting = await until(() => unread(world, service, topic), {
      timeoutMs: 60_000,
      what: `${eventsMin} events of ${topic} that nobody has read`,
    });
    world.load.rate(0);
    await world.load.idle();
    for (const record of shuffle(world, waiting)) await plantAgain(world, topic, record);
    await skip(world, service, topic, waiting);
    return waiting.length;
  };
  const count = neededToPay.has(service)
    ? await withoutCopies(world, 'payments', async (startPayments) => {
        await untilMoreAcked(world, unchargedMin);
        return withoutCopies(world, service, async () => {
          world.load.rate(0);
          await startPayments();
          return reorder();
        });
      })
    : await withoutCopies(world, service, reorder);
  return [least(`events of ${topic} that ${service} got in another order`, count, eventsMin)];
}

async function unread(world: World, service: ServiceName, topic: string): Promise<ReadRecord[] | undefined> {
  const committed = await withAdmin(world, (admin) => committedOf(admin, world, service, topic));
  const waiting = (await readRecords(world, topic)).filter(
    ({ partition, offset }) => offset >= (committed.get(partition) ?? 0n),
  );
  return waiting.length >= eventsMin ? waiting : undefined;
}

const groupOf = ({ shop }: World, service: ServiceName): string => `${shop.prefix}${service}-group`;

async function committedOf(
  admin: Admin,
  world: World,
  service: ServiceName,
  topic: string,
): Promise<Map<number, bigint>> {
  const [found] = await admin.fetchOffsets({ groupId: groupOf(world, service), topics: [world.shop.prefix + topic] });
  const offsets = (found?.partitions ?? []).map(({ partition, offset }) => [partition, BigInt(offset)] as const);
  return new Map(offsets.map(([partition, offset]) => [partition, offset < 0n ? 0n : offset]));
}

/** Behind the last of `records` in each partition; what came after them, their repeats too, is still to be read. */
async function skip(world: World, service: ServiceName, topic: string, records: readonly ReadRecord[]): Promise<void> {
  const last = new Map<number, bigint>();
  for (const { partition, offset } of records) if (offset >= (last.get(partition) ?? -1n)) last.set(partition, offset);
  const partitions = [...last].map(([partition, offset]) => ({ partition, offset: String(offset + 1n) }));
  const target = { groupId: groupOf(world, service), topic: world.shop.prefix + topic, partitions };
  await until(() => withAdmin(world, (admin) => admin.setOffsets(target).then(() => true)), {
    timeoutMs: 20_000,
    what: `${target.groupId} to be empty`,
  });
}

export async function plantAgain(world: World, topic: string, { key, value, headers, partition }: ReadRecord) {
  const eventId = eventIdOf({ key, value, headers });
  return world.plant({ kind: 'harmless', what: 'an event again', topic, eventId }, { key, value, headers, partition });
}
