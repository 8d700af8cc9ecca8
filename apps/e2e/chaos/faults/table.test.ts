import { expect, test } from 'bun:test';
import { parseFaults } from '../options.ts';
import { fullPace, shortPace } from './pace.ts';
import { faultsAt } from './table.ts';

const all = faultsAt(fullPace);

/** The faults of the guarantees, word by word, and what stands for each in the table. */
const promised: Record<string, RegExp[]> = {
  'kill -9 after commit before reply': [/^kill-at-orders\.after-commit$/],
  'kill -9 after broker ack before the outbox is cleared': services(
    ['users', 'products', 'orders', 'payments', 'notifications'],
    (one) => `kill-at-${one}\\.relay-after-ack`,
  ),
  'kill -9 after charge before its record': [/^kill-at-payments\.after-charge$/],
  'kill -9 before charge with the intent recorded': [/^kill-at-payments\.before-charge$/],
  'kill -9 around a refund': [/^kill-at-payments\.before-refund$/, /^kill-at-payments\.after-refund$/],
  'kill -9 after effect before offset commit': services(consumers(), (one) => `kill-at-${one}\\.before-offset`),
  'kill -9 within a handler': services(consumers(), (one) => `kill-at-${one}\\.handler`),
  "kill -9 before and after the mail server's 250": [
    /^kill-at-notifications\.before-send$/,
    /^kill-at-notifications\.after-send$/,
  ],
  'kill -9 between reserve and order': [/^kill-at-orders\.reserved$/],
  'kill -9 at random': [/^kill-at-random$/],
  'every service at once': [/^kill-every-service$/],
  'one of two consumers killed': services(consumers(), (one) => `kill-one-of-${one}`),
  'broker down 60 s, down at start, frozen, flapping': [
    /^broker-down$/,
    /^broker-down-at-start$/,
    /^broker-frozen$/,
    /^broker-flapping$/,
  ],
  'Postgres crashed, frozen, connections exhausted, backends terminated': [
    /^postgres-crash$/,
    /^postgres-frozen$/,
    /^postgres-connections-exhausted$/,
    /^postgres-backends-terminated$/,
  ],
  'whole topic replayed': [/^replay-topics$/],
  'the same event 1,000 times': [/^same-event-1000-times$/],
  'events out of order': services(consumers(), (one) => `out-of-order-for-${one}`),
  poison: [/^poison$/],
  'handler failing half the time': services(consumers(), (one) => `handler-failing-half-in-${one}`),
  'slow handler': services(consumers(), (one) => `handler-slow-in-${one}`),
  'handler over the session timeout': services(consumers(), (one) => `handler-over-session-in-${one}`),
  'clocks two hours apart': services(consumers(), (one) => `clock-of-${one}`),
  'users, products, payments each down, slow, black-holed': ['down', 'slow', 'black-holed'].flatMap((trouble) =>
    services(['users', 'products', 'payments'], (one) => `${one}-${trouble}`),
  ),
  'mail server down, 451, 550, hanging after DATA, slow': [
    /^mail-down$/,
    /^mail-451$/,
    /^mail-550$/,
    /^mail-hanging-after-data$/,
    /^mail-slow$/,
  ],
  '5 × overload': [/^overload$/],
  'one dependency failing 100 %': [/^products-failing$/],
  'SIGTERM under load': services(['users', ...consumers()], (one) => `sigterm-${one}`),
  'rolling restart': [/^rolling-restart$/],
  'hot product with kills': [/^hot-product$/],
  'two relays': [/^two-relays$/],
  'rebalance storm': [/^rebalance-storm$/],
};

test.each(Object.entries(promised))('the guarantees name it, the table has it: %s', (_, patterns) => {
  for (const pattern of patterns)
    expect(all.filter(({ name }) => pattern.test(name)).map(({ name }) => name)).not.toEqual([]);
});

test('every fault has a name of its own, a sentence and a group that --only takes', () => {
  const names = all.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const { name, says, group } of all) {
    expect(parseFaults(name)).toEqual([name]);
    expect(parseFaults(group)).toContain(name);
    expect(says.length).toBeGreaterThan(10);
  }
});

test('eight are the worst, and the pace changes none of them', () => {
  const worst = (pace: typeof fullPace) =>
    faultsAt(pace)
      .filter((fault) => fault.worst)
      .map(({ name }) => name);
  expect(worst(fullPace)).toHaveLength(8);
  expect(worst(shortPace)).toEqual(worst(fullPace));
});

test('a full run has the broker away for 60 s, 1,000 hot units and 20 kills at random', () => {
  expect(fullPace).toMatchObject({ brokerAwayMs: 60_000, hotUnits: 1_000, kills: 20 });
});

function consumers(): string[] {
  return ['orders', 'payments', 'products', 'notifications'];
}

function services(names: readonly string[], nameOf: (service: string) => string): RegExp[] {
  return names.map((name) => new RegExp(`^${nameOf(name)}$`));
}
