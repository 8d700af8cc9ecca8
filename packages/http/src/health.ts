import { kept } from '@ecomm/runtime/kept';
import { withDeadline } from './deadline.ts';
import type { Reply } from './handler.ts';
import { reply } from './outcome.ts';

type Connection = { status: 'up' | 'down' };
export type BreakerState = 'closed' | 'half_open' | 'open';

export interface Health {
  status: 'ok' | 'degraded' | 'down';
  service: string;
  version: string;
  uptime_seconds: number;
  checks: {
    database: Connection;
    kafka: Connection;
    outbox?: { rows: number; oldest_seconds: number };
    consumer?: { lag: number };
    breakers?: Record<string, BreakerState>;
  };
}

export interface Probe {
  status: 'ok' | 'unavailable';
}

export interface HealthOptions {
  readonly service: string;
  readonly version: string;
  /** Rejects when the database does not answer. */
  readonly database: () => Promise<unknown>;
  readonly kafka: () => boolean;
  readonly outbox?: () => Promise<{ rows: number; oldest_seconds: number }>;
  /** How many events of its topics the service has not read yet. */
  readonly consumer?: () => number | Promise<number>;
  readonly breakers?: () => Record<string, BreakerState>;
}

const checkMs = 1_000;
const keptMs = 1_000;

/**
 * The handlers of GET /health, /livez and /readyz (behaviour §2), and `stopping`, after which the service is not ready.
 * Database down: 503; Kafka or a called service down: 200 `degraded`. Every check has 1 s and its result is kept for
 * 1 s, so that asking often costs the database nothing. A check that could not be made is left out.
 */
export function health(options: HealthOptions) {
  let stopped = false;
  const database = kept(async () => (await within(() => options.database().then(() => true))) ?? false, keptMs);
  const look = kept(() => lookAt(options, database), keptMs);
  return {
    readHealth: async (): Promise<Health | Reply<never>> => {
      const found = await look();
      return found.status === 'down' ? reply(503, found) : found;
    },
    readLivez: (): Probe => ({ status: 'ok' }),
    readReadyz: async (): Promise<Probe | Reply<never>> =>
      !stopped && (await database()) ? { status: 'ok' } : reply(503, { status: 'unavailable' }),
    stopping: (): void => {
      stopped = true;
    },
  };
}

async function lookAt(options: HealthOptions, database: () => Promise<boolean>): Promise<Health> {
  const { service, version, kafka, outbox, consumer, breakers } = options;
  const [isUp, rows, lag] = await Promise.all([
    database(),
    outbox && within(outbox),
    consumer && within(async () => consumer()),
  ]);
  const states = breakers?.();
  const checks: Health['checks'] = { database: connection(isUp), kafka: connection(kafka()) };
  if (rows) checks.outbox = { rows: rows.rows, oldest_seconds: rows.oldest_seconds };
  if (lag !== undefined) checks.consumer = { lag };
  if (states) checks.breakers = states;
  const whole = checks.kafka.status === 'up' && Object.values(states ?? {}).every((state) => state === 'closed');
  const status = !isUp ? 'down' : whole ? 'ok' : 'degraded';
  return { status, service, version, uptime_seconds: Math.round(process.uptime() * 10) / 10, checks };
}

const connection = (isUp: boolean): Connection => ({ status: isUp ? 'up' : 'down' });

/** What a check found, or undefined when it failed or took too long. */
async function within<T>(check: () => Promise<T>): Promise<T | undefined> {
  try {
    return await withDeadline(check(), checkMs, () => new Error('the check took too long'));
  } catch {
    return undefined;
  }
}
