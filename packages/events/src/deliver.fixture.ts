import { logger } from '@ecomm/runtime/log';
import { deliverer } from './deliver.ts';
import type { Event, OutMessage } from './envelope.ts';
import { thingDone } from './example.fixture.ts';
import { memoryInbox, type MemoryTx } from './memory-inbox.fixture.ts';
import { on } from './subscription.ts';

type Payload = { thing_id: number; n: number };

/** A deliverer over a store and a broker in memory, which can go away. */
export function setup(
  handle: (event: Event<Payload>) => void | Promise<void>,
  options: { probe?: () => Promise<void> } = {},
) {
  const { inbox, effects, buried } = memoryInbox(options);
  const dead: OutMessage[] = [];
  const runs: number[] = [];
  let brokerUp = true;
  let storeUp = true;
  const { alone: deliver, together } = deliverer({
    group: 'g',
    service: 'test',
    subscriptions: [
      on(thingDone, async (tx: MemoryTx, event) => {
        await handle(event);
        tx.push(event);
      }),
    ],
    inbox: {
      ...inbox,
      run: (group, events, each) => {
        runs.push(events.length);
        return inbox.run(group, events, each);
      },
      bury: async (letter) => {
        if (!storeUp) throw new Error('store is away');
        await inbox.bury(letter);
      },
    },
    send: async (messages) => {
      if (!brokerUp) throw new Error('broker is away');
      dead.push(...messages);
    },
    log: logger({ service: 'test', level: 'silent' }),
  });
  const ns = () => effects.map(({ payload }) => Object(payload).n);
  return {
    deliver,
    together,
    dead,
    buried,
    runs,
    ns,
    broker: (up: boolean) => (brokerUp = up),
    store: (up: boolean) => (storeUp = up),
  };
}

export const fail = (error: unknown) => () => {
  throw error;
};
