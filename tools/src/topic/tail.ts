import type { Admin, EachMessagePayload, Kafka } from 'kafkajs';
import { requireTopic, withAdmin } from './client.ts';
import { printed } from './message.ts';

export interface TailOptions {
  fromBeginning: boolean;
  /** Go on with what comes, until Ctrl-C. */
  follow: boolean;
  max?: number;
  json: boolean;
  colour: boolean;
}

/** Prints a topic's events: key, headers, value. Reads as a group of its own, which is removed at the end. */
export async function tailTopic(name: string, options: TailOptions): Promise<void> {
  await withAdmin(async (admin, kafka) => {
    const topic = await requireTopic(admin, name);
    const left = options.follow ? undefined : await toRead(admin, topic);
    if (left?.size === 0) return;
    await read(admin, kafka, topic, left, options);
  });
}

/** For each partition that holds events, the offset behind its last. */
async function toRead(admin: Admin, topic: string): Promise<Map<number, number>> {
  const offsets = await admin.fetchTopicOffsets(topic);
  return new Map(
    offsets.flatMap(({ partition, high, low }) => (Number(high) > Number(low) ? [[partition, Number(high)]] : [])),
  );
}

async function read(
  admin: Admin,
  kafka: Kafka,
  topic: string,
  left: Map<number, number> | undefined,
  options: TailOptions,
) {
  const groupId = `topic-tail-${crypto.randomUUID()}`;
  const consumer = kafka.consumer({ groupId, sessionTimeout: 10_000, retry: { retries: 5 } });
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  let printedSoFar = 0;
  let isOver = false;
  const take = async ({ partition, message }: EachMessagePayload): Promise<void> => {
    if (isOver) return;
    console.log(printed({ topic, partition, message }, options));
    printedSoFar++;
    const end = left?.get(partition);
    if (end !== undefined && Number(message.offset) + 1 >= end) left?.delete(partition);
    isOver = printedSoFar === options.max || left?.size === 0;
    if (isOver) finish();
  };
  const finish = (): void => end();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, finish);
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: options.fromBeginning });
  await consumer.run({ autoCommit: false, eachMessage: take });
  await ended;
  await consumer.disconnect();
  await admin.deleteGroups([groupId]).catch(() => {}); // it has no offsets: the broker forgets it by itself too
}
