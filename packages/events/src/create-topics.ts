import { choice, list, readConfig, text } from '@ecomm/runtime/config';
import { logger } from '@ecomm/runtime/log';
import { main } from '@ecomm/runtime/main';
import { within } from './deadline.ts';
import { kafka } from './kafka.ts';

const withinMs = 120_000;

/**
 * An entry of every bundle: makes those of its topics (`topics.json`) that are missing, as a service itself does at its start,
 * for a cluster where services may not. Waits two minutes for the broker.
 */
await main(async () => {
  const environment = readConfig({
    KAFKA_BROKERS: list('localhost:9092'),
    KAFKA_PREFIX: text(''),
    LOG_LEVEL: choice(['trace', 'debug', 'info', 'warn', 'error', 'fatal'], 'info'),
    LOG_FORMAT: choice(['text', 'json'], 'text'),
  });
  const { KAFKA_BROKERS: brokers, KAFKA_PREFIX: prefix, LOG_LEVEL: level, LOG_FORMAT: format } = environment;
  const { service, topics } = await Bun.file(`${import.meta.dir}/../topics.json`).json();
  const log = logger({ service, level, format });
  const bus = kafka({ name: `${service} create-topics`, brokers, prefix, log });
  await bus.start?.();
  await within(withinMs, bus.ensureTopics(topics), 'the broker did not make the topics in time');
  log.info({ topics: topics.length }, 'the topics are there');
  await bus.stop?.();
});
