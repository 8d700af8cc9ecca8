import { afterEach, expect, test } from 'bun:test';
import { until } from '@ecomm/testing/until';
import { log } from './broker.fixture.ts';
import { consumerWatchdog } from './consumer-watchdog.ts';

let stop = (): unknown => undefined;
afterEach(() => stop());

/** A consumer that has done `deliveries`, and a broker that has `unread` for it; looked at every 2 ms, asked about after 20, bitten after 40. */
function watched({ deliveries = 0, unread = 0, connected = true }) {
  const now = { deliveries, unread, connected };
  const exits: number[] = [];
  let asked = 0;
  const part = consumerWatchdog({
    bus: {
      connected: () => now.connected,
      unread: async () => {
        asked += 1;
        return now.unread;
      },
    },
    reader: { deliveries: () => now.deliveries, assigned: () => ({ t: [0] }) },
    group: 'g',
    topics: ['t'],
    log,
    withoutMs: 20,
    everyMs: 2,
    exit: (code) => exits.push(code),
  });
  void part.start?.();
  stop = () => part.stop?.();
  return { now, exits, asked: (times: number) => until(() => asked >= times) };
}

test('a consumer that worked and does nothing any more, with events to read, ends its process', async () => {
  const { exits } = watched({ deliveries: 3, unread: 7 });
  await until(() => exits.length > 0);
  expect(exits[0]).toBe(1);
});

test('one with nothing to read lives', async () => {
  const { exits, asked } = watched({ deliveries: 3 });
  await asked(3);
  expect(exits).toEqual([]);
});

test('one that never did anything ends it only when more has come: a start that changes nothing is not repeated for ever', async () => {
  const { now, exits, asked } = watched({ unread: 1 });
  await asked(4);
  expect(exits).toEqual([]);
  now.unread = 2;
  await until(() => exits.length > 0);
});

test('while the broker is away nobody is asked and nothing ends', async () => {
  const { now, exits, asked } = watched({ deliveries: 3, unread: 7, connected: false });
  await Bun.sleep(120); // three times what it takes to bite
  expect(exits).toEqual([]);
  now.connected = true;
  await asked(1);
});
