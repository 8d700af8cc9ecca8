import postgres from 'postgres';
import type { Bar, Fault, World } from '../fault.ts';
import { most } from './bars.ts';
import { firstSuccessMs, lastAnswers, slowestAnswerMs, spanOf, untilMoreAcked } from './measure-requests.ts';
import type { Pace } from './pace.ts';

const backWithinMs = 2_000;

export const databaseFaults = (pace: Pace): Fault[] => [
  {
    name: 'postgres-crash',
    group: 'database',
    says: 'Postgres crashes with transactions in flight (an immediate shutdown)',
    worst: true,
    run: crash,
  },
  {
    name: 'postgres-frozen',
    group: 'database',
    says: 'Postgres accepts and says nothing',
    run: (world) => freeze(world, pace.outageMs + 3_000),
  },
  {
    name: 'postgres-connections-exhausted',
    group: 'database',
    says: 'every connection of the server is taken by a stranger, just when the services have lost theirs',
    run: (world) => exhaust(world, pace.outageMs),
  },
  {
    name: 'postgres-backends-terminated',
    group: 'database',
    says: 'pg_terminate_backend for every connection, once a second',
    run: terminateBackends,
  },
];

async function crash(world: World): Promise<Bar[]> {
  await untilMoreAcked(world, 20);
  // What pg_ctl stop -m immediate sends.
  world.kill('postgres', 'SIGQUIT');
  await world.untilReady('postgres');
  return backAgain(world, Date.now());
}

async function backAgain(world: World, at: number): Promise<Bar[]> {
  const bar = most('Postgres is back: the first order accepted', await firstSuccessMs(world, at), backWithinMs);
  await untilMoreAcked(world, 20);
  return [bar];
}

async function freeze(world: World, ms: number): Promise<Bar[]> {
  const span = await spanOf(async () => {
    world.freeze('postgres');
    await Bun.sleep(ms);
    world.thaw('postgres');
  });
  const back = await backAgain(world, span.until);
  await lastAnswers();
  return [...back, most('Postgres is frozen: the slowest answer', slowestAnswerMs(world.record, span), 3_000)];
}

const terminate = `select pg_terminate_backend(pid) from pg_stat_activity
  where backend_type = 'client backend' and pid <> pg_backend_pid() and application_name <> 'chaos'`;

async function exhaust(world: World, ms: number): Promise<Bar[]> {
  const stranger = () =>
    postgres(`${world.shop.databaseUrl}/postgres`, {
      max: 1,
      idle_timeout: 0,
      connect_timeout: 2,
      connection: { application_name: 'chaos' },
      onnotice: () => {},
    });
  const first = stranger();
  const taken = [first];
  try {
    const [row] = await first
      .unsafe<{ connections: string }[]>('show max_connections')
      .then((rows) => rows.map((found) => ({ connections: String(Object.values(found)[0]) })));
    await first.unsafe(terminate);
    taken.push(...Array.from({ length: Number(row?.connections ?? 100) }, stranger));
    await Promise.allSettled(taken.map((sql) => sql`select 1`));
    await Bun.sleep(ms);
  } finally {
    await Promise.allSettled(taken.map((sql) => sql.end({ timeout: 1 })));
  }
  return backAgain(world, Date.now());
}

async function terminateBackends(world: World): Promise<Bar[]> {
  const admin = postgres(`${world.shop.databaseUrl}/postgres`, {
    max: 1,
    connection: { application_name: 'chaos' },
    onnotice: () => {},
  });
  try {
    for (let n = 0; n < 5; n++) {
      await admin.unsafe(terminate);
      await Bun.sleep(500 + 1_000 * world.random());
    }
  } finally {
    await admin.end({ timeout: 1 });
  }
  return backAgain(world, Date.now());
}
