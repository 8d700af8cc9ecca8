import { afterAll, beforeAll, expect, test } from 'bun:test';
import { gadgetCreated, type GadgetCreated } from '@ecomm/contracts/events';
import { consume } from '@ecomm/events/consume';
import type { Event } from '@ecomm/events/envelope';
import { kafka } from '@ecomm/events/kafka';
import { on } from '@ecomm/events/subscription';
import { relay } from '@ecomm/outbox/relay';
import { failure } from '@ecomm/testing/failure';
import { freshPrefix, testBrokers } from '@ecomm/testing/kafka';
import { until } from '@ecomm/testing/until';
import { createGadget } from './create-gadget.ts';
import { freshGadgets, log, type Fresh } from './gadgets.fixture.ts';

let service: Fresh;
beforeAll(async () => void (service = await freshGadgets()));
afterAll(() => service.close());

const buyer = { id: 7, role: 'customer' } as const;

test.each(['before', 'during', 'after'] as const)(
  'the connection is lost %s COMMIT: there is one row with its event, or neither',
  async (moment) => {
    await createGadget(service, buyer, { title: 'warm' }); // connections are open
    const happened = service.way.cutAt(/^commit/i, moment);
    const title = `cut ${moment}`;
    expect(await failure(createGadget(service, buyer, { title }))).toMatchObject({ code: 'database.unavailable' });
    await happened;
    const there = moment === 'before' ? 0 : 1;
    await until(async () => (await service.countOf(title)).rows === there, { what: `${there} rows` });
    expect(await service.countOf(title)).toEqual({ rows: there, events: there });
  },
);

test('gadget.created reaches Kafka, keyed by its id', async () => {
  const prefix = freshPrefix();
  const bus = kafka({ name: 'gadgets', brokers: testBrokers(), prefix, log });
  const outbox = relay({ db: service.db, bus, service: 'gadgets', log, publishes: [gadgetCreated] });
  const seen: Event<GadgetCreated>[] = [];
  const consumer = consume({
    bus,
    group: 'test-group',
    service: 'test',
    subscriptions: [on(gadgetCreated, async (_tx: undefined, event) => void seen.push(event))],
    inbox: {
      bury: async () => {},
      probe: async () => {},
      run: (_group, events, handle) => handle(undefined, events),
    },
    log,
  });
  const parts = [bus, outbox, consumer];
  for (const part of parts) await part.start?.();
  try {
    const made = await createGadget(service, buyer, { title: 'told' });
    const event = await until(() => seen.find(({ key }) => key === made.id), {
      timeoutMs: 20_000,
      what: 'gadget.created',
    });
    expect(event.payload).toMatchObject({ gadget_id: made.id, user_id: 7, title: 'told' });
  } finally {
    for (const part of parts.toReversed()) await part.stop?.();
  }
}, 30_000);
