import { connect } from 'node:net';
import type { Log } from '@ecomm/runtime/log';
import type { Part } from '@ecomm/runtime/run';
import { CompressionCodecs, CompressionTypes, Kafka, logLevel, Partitioners, type Admin, type Producer } from 'kafkajs';
import { decompressors } from './compression.ts';
import type { OutMessage } from './envelope.ts';
import { driverLog } from './driver-log.ts';
import { within } from './deadline.ts';
import { link } from './link.ts';
import { recordSend } from './send-span.ts';
import { measureSend } from './messaging-metrics.ts';
import { reader, type Deliver, type Reader } from './reader.ts';
import { countUnread, type Unread } from './unread.ts';

export type { Admin, Consumer, EachBatchPayload, KafkaMessage } from 'kafkajs';

/** A process's connection to the broker. Topic and group names are without the prefix, which the bus puts in front. */
export interface Bus extends Part {
  /** Resolves when the broker has all of `messages` on disk (acks=-1), rejects in ≤ 9 s; order is kept per key. */
  send(messages: readonly OutMessage[]): Promise<void>;
  /** Resolves when the topics exist, however long the broker is away: don't wait for it in a start. */
  ensureTopics(names: readonly string[]): Promise<void>;
  /** Whether the broker answered when last asked (every 5 s). */
  connected(): boolean;
  /** Events that `group` has not done yet: asked of the broker, on a connection of its own. */
  unread(of: Unread): Promise<number>;
  /** One consumer of `topics` in `group`; use `consume`, which adds retries and dead letters. */
  subscribe(options: { group: string; topics: readonly string[]; deliver: Deliver }): Reader;
}

export interface KafkaOptions {
  name: string;
  brokers: readonly string[];
  /** In front of every topic and group, so that several shops (or tests) share a broker. */
  prefix?: string;
  log: Log;
  /** Where a broker that calls itself `host:port` is reached; for one behind a tunnel or a test's proxy. */
  reach?: (address: Address) => Address;
}

export interface Address {
  host: string;
  port: number;
}

/** The worst send: three requests of 3 s. The relay's lease is longer (design.md §3, rule 2). */
const sendDeadlineMs = 9_000;
const requestTimeoutMs = 3_000;
const unreadMs = 10_000;

/** Ours send uncompressed, but whoever shares the topics need not. */
for (const name of ['GZIP', 'Snappy', 'LZ4', 'ZSTD'] as const) {
  const own = name === 'GZIP' ? CompressionCodecs[CompressionTypes.GZIP]() : {};
  const codec = { ...own, decompress: decompressors[name] };
  CompressionCodecs[CompressionTypes[name]] = () => codec;
}

/** Connects in the background: the broker may be absent at the start and go and come back later. */
export function kafka({ name, brokers, prefix = '', log, reach }: KafkaOptions): Bus {
  const client = new Kafka({
    clientId: name,
    brokers: [...brokers],
    connectionTimeout: 1_000,
    requestTimeout: requestTimeoutMs,
    retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 2 },
    logLevel: log.isLevelEnabled('trace') ? logLevel.DEBUG : logLevel.WARN,
    logCreator: driverLog(log),
    ...(reach ? { socketFactory: ({ host, port, onConnect }) => connect(reach({ host, port }), onConnect) } : {}),
  });
  const broker = link({ newAdmin: () => client.admin(), where: brokers.join(','), prefix, log });
  const writer = connection<Producer>(() =>
    client.producer({ allowAutoTopicCreation: false, createPartitioner: Partitioners.DefaultPartitioner }),
  );

  const write = async (messages: readonly OutMessage[]): Promise<void> => {
    const producer = await writer.open();
    await producer.sendBatch({ acks: -1, timeout: requestTimeoutMs, topicMessages: byTopic(messages, prefix) });
  };
  const send = (messages: readonly OutMessage[]): Promise<void> =>
    within(sendDeadlineMs, write(messages), 'the broker did not take the messages in time');

  return {
    name: 'kafka',
    start: () => broker.start(),
    stop: async () => {
      await broker.stop();
      await writer.close();
    },
    send: async (messages) => {
      if (messages.length === 0) return;
      try {
        await measureSend(messages, () => recordSend(messages, send));
      } catch (error) {
        // A refusal by the broker leaves the connection good; anything else may have left it half open.
        if (!refusedByBroker(error)) void writer.close();
        broker.look();
        throw error;
      }
    },
    ensureTopics: (names) => broker.ensure(names),
    connected: () => broker.up(),
    unread: async (of) => {
      const admin = client.admin();
      try {
        await admin.connect();
        return await within(unreadMs, countUnread(admin, prefix, of), 'the broker did not say what is unread');
      } finally {
        void admin.disconnect().catch(() => undefined);
      }
    },
    subscribe: ({ group, topics, deliver }) =>
      reader({
        service: name,
        newConsumer: () => client.consumer(consumerConfig(prefix + group)),
        ready: () => broker.ensure(topics),
        topics,
        prefix,
        deliver,
        log: log.child({ group }),
      }),
  };
}

/**
 * A dead member's partitions are taken over after `sessionTimeout`. An idle fetch waits `maxWaitTimeInMs` at the broker, which is
 * also how late a paused partition comes back.
 */
const consumerConfig = (groupId: string) => ({
  groupId,
  sessionTimeout: 6_000,
  heartbeatInterval: 2_000,
  rebalanceTimeout: 15_000,
  maxWaitTimeInMs: 500,
  allowAutoTopicCreation: false,
  retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 3, restartOnFailure: async () => false },
});

function byTopic(messages: readonly OutMessage[], prefix: string) {
  const topics = Map.groupBy(messages, ({ topic }) => prefix + topic);
  return Array.from(topics, ([topic, of]) => ({
    topic,
    messages: of.map(({ key, value, headers }) => ({ key, value, headers })),
  }));
}

const refusedByBroker = (error: unknown): boolean =>
  error instanceof Error && ('type' in error || (error.cause !== error && refusedByBroker(error.cause)));

/** One client that is opened on first use and again after it was closed. */
function connection<C extends Producer | Admin>(make: () => C) {
  let current: { client: C; ready: Promise<void> } | undefined;
  const close = async (): Promise<void> => {
    const closing = current?.client;
    current = undefined;
    await within(2_000, closing?.disconnect() ?? Promise.resolve(), 'slow disconnect').catch(() => undefined);
  };
  return {
    close,
    open: async (): Promise<C> => {
      if (!current) {
        const client = make();
        current = { client, ready: client.connect() };
      }
      const mine = current;
      try {
        await mine.ready;
        return mine.client;
      } catch (error) {
        if (current === mine) await close();
        throw error;
      }
    },
  };
}
