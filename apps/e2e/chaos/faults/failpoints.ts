import { until } from '@ecomm/testing/until';
import type { ServiceName } from '../../src/shop.fixture.ts';
import type { Bar, Fault, World } from '../fault.ts';
import { least } from './bars.ts';
import { keepSigningUp } from './keep-signing-up.ts';

/** A place in the code where a process can be killed. */
export interface Point {
  point: string;
  says: string;
  /** It kills at one of its first so many passings, drawn anew for each life of a process. */
  within: number;
  /** Met so seldom, or by so few copies, that it may be armed beside others. */
  seldom?: true;
}

const consumers = ['orders', 'payments', 'products', 'notifications'] as const;

export const points: readonly Point[] = [
  { point: 'orders.reserved', says: 'between the reservation and the order', within: 12 },
  { point: 'orders.after-commit', says: 'after the commit, before the reply', within: 12 },
  { point: 'payments.before-charge', says: 'before the charge, with the intent recorded', within: 12 },
  { point: 'payments.after-charge', says: 'after the charge, before its record', within: 12 },
  { point: 'payments.before-refund', says: 'before the refund, with the intent recorded', within: 2, seldom: true },
  { point: 'payments.after-refund', says: 'after the refund, before its record', within: 2, seldom: true },
  { point: 'notifications.before-send', says: 'before the mail goes out', within: 12 },
  { point: 'notifications.after-send', says: "after the mail server's 250, before its record", within: 12 },
  ...(['users', ...consumers] as const).map((service) => ({
    point: `${service}.relay-after-ack`,
    says: `after the broker's ack, before the outbox of ${service} is cleared`,
    within: 3,
    seldom: true as const,
  })),
  ...consumers.map((service) => ({
    point: `${service}.handler`,
    says: `within the transaction of a handler of ${service}`,
    within: 8,
  })),
  ...consumers.map((service) => ({
    point: `${service}.before-offset`,
    says: `after the effect, before the offset's commit, in ${service}`,
    within: 8,
  })),
];

export const serviceOf = ({ point }: Point): ServiceName => point.slice(0, point.indexOf('.')) as ServiceName;

export const failpointFaults = (): Fault[] =>
  points.map((point) => ({
    name: `kill-at-${point.point}`,
    group: 'failpoint',
    says: `kill -9 ${point.says}`,
    ...(point.point === 'payments.after-charge' || point.point === 'orders.after-commit' ? { worst: true } : {}),
    run: (world) => killAt(world, [point]),
  }));

const ordersMin = 20;

/**
 * Kills at each point so often, while orders come in, at points of all services side by side: a copy is armed with the next
 * point of its share whenever it starts, so that no point waits for another that is met more often.
 */
export async function killAt(
  world: World,
  armed: readonly Point[],
  { killsMin = 2, timeoutMs = 40_000 }: { killsMin?: number; timeoutMs?: number } = {},
): Promise<Bar[]> {
  const since = Date.now();
  const before = world.load.acked;
  const isOpen = ({ point }: Point): boolean => killsAt(world, point, since) < killsMin;
  const services = Map.groupBy(armed, serviceOf);
  const stop = services.has('users') ? keepSigningUp(world) : undefined;
  await Promise.all([...services].map(([service, its]) => world.arm(service, nextOf(world, service, its, isOpen))));
  const orders = (): number => world.load.acked - before;
  await until(() => orders() >= ordersMin && !armed.some(isOpen), { timeoutMs }).catch(() => {});
  await stop?.();
  const met = orders();
  await Promise.all([...services.keys()].map((service) => world.disarm(service)));
  return [
    least('orders meanwhile', met, ordersMin),
    ...armed.map(({ point }) => least(`times it was killed at ${point}`, killsAt(world, point, since), killsMin)),
  ];
}

/** What a copy is armed with at its next start: the first open point of its share, and all that are met seldom. */
const nextOf =
  (world: World, service: ServiceName, its: readonly Point[], isOpen: (point: Point) => boolean) =>
  (process: string): string => {
    const copies = world.copies(service);
    const often = its.filter(({ seldom }) => !seldom);
    const share = often.filter((_, n) => n % copies.length === copies.indexOf(process));
    const next = share.find(isOpen) ?? often.find(isOpen);
    return its
      .filter((point) => point === next || (point.seldom && isOpen(point)))
      .map(({ point, within }) => `${point}:kill*${1 + Math.floor(world.random() * within)}`)
      .join(',');
  };

const killsAt = ({ record }: World, point: string, since: number): number =>
  record.kills.filter(({ failpoint, at }) => failpoint === point && at >= since).length;
