import { afterEach, expect, test } from 'bun:test';
import { until } from '@ecomm/testing/until';
import { quiet } from './harness.fixture.ts';
import { relayWatchdog } from './relay-watchdog.ts';

let stop = (): unknown => undefined;
afterEach(() => stop());

const trouble = { relay: true, connected: true, rows: 3, oldest_seconds: 600, ackEvery: 0 };

/** A relay looked at every 2 ms, asked about after 20, bitten after 40, with an outbox that waits for ten minutes unless told. */
function watched(situation: Partial<typeof trouble> = {}) {
  const now = { ...trouble, ...situation };
  const exits: number[] = [];
  let looks = 0;
  const part = relayWatchdog({
    isRelay: () => now.relay,
    isConnected: () => now.connected,
    acks: () => {
      looks += 1;
      return now.ackEvery ? Math.floor(looks / now.ackEvery) : 0;
    },
    stats: async () => now,
    log: quiet,
    withoutMs: 20,
    everyMs: 2,
    exit: (code) => exits.push(code),
  });
  void part.start?.();
  stop = () => part.stop?.();
  const looked = () => until(() => looks > 40);
  return { exits, looked };
}

test('a relay that has the lease, events and a broker, and gets none of them off, ends its process', async () => {
  const { exits } = watched();
  await until(() => exits.length > 0);
  expect(exits[0]).toBe(1);
});

test.each([
  ['another has the lease', { relay: false }],
  ['the broker is away', { connected: false }],
  ['nothing waits', { rows: 0, oldest_seconds: 0 }],
  ['what waits has just come', { oldest_seconds: 0.01 }],
])('it lives when %s', async (_, situation) => {
  const { exits, looked } = watched(situation);
  await looked();
  expect(exits).toEqual([]);
});

test('an ack, however rare, lets it live', async () => {
  const { exits, looked } = watched({ ackEvery: 8 });
  await looked();
  expect(exits).toEqual([]);
});
