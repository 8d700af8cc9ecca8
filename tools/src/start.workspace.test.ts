import { expect, test } from 'bun:test';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findRunningShop } from './shop/lock.ts';
import { freePorts, type Ports } from './shop/port-plan.ts';
import { findProcess } from './shop/process-table.ts';
import { until } from './shop/until.ts';

/** `bun run start --only users` on free ports, as a user would run it; its lines as they come. */
async function start(dataDir: string, ports: Ports, options: { wrapper?: boolean; json?: boolean } = {}) {
  const command = [process.execPath, join(import.meta.dir, 'start.ts'), '--only', 'users', '--data', dataDir];
  // As npx does: a process between the user and the shop, which passes no signal on.
  const argv = options.wrapper ? ['bash', '-c', 'exec -a npx sh -c \'"$@"; :\' sh "$@"', 'bash', ...command] : command;
  const child = Bun.spawn(argv, {
    env: environment(ports, options),
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'inherit',
  });
  const lines: string[] = [];
  void (async () => {
    const decoder = new TextDecoder();
    for await (const chunk of child.stdout) lines.push(...decoder.decode(chunk).split('\n').filter(Boolean));
  })();
  const says = (text: string): Promise<boolean> => until(async () => lines.some((line) => line.includes(text)), 60_000);
  return { child, lines, says };
}

function environment(ports: Ports, { json = false }): Record<string, string | undefined> {
  const { KAFKA_BROKERS: _, DATABASE_URL: __, ...rest } = process.env;
  return {
    ...rest,
    USERS_PORT: String(ports.http.users),
    USERS_GRPC_PORT: String(ports.grpc.users),
    USERS_METRICS_PORT: String(ports.metrics.users),
    POSTGRES_PORT: String(ports.postgres),
    KAFKA_PORT: String(ports.kafka),
    KAFKA_CONTROLLER_PORT: String(ports.kafkaController),
    NODE_ENV: 'development',
    ...(json ? { LOG_FORMAT: 'json' } : {}),
  };
}

const folder = (): Promise<string> => mkdtemp(join(tmpdir(), 'ecomm-start-'));

const noneLives = (pids: number[]): Promise<boolean> =>
  until(async () => (await Promise.all(pids.map(findProcess))).every((one) => one === undefined), 30_000);

const pidsOf = async (dataDir: string): Promise<number[]> =>
  ((await findRunningShop(dataDir))?.processes ?? []).map(({ pid }) => pid);

test('start brings the shop up, says so when asked twice, restarts what is killed, and Ctrl-C leaves no process', async () => {
  const [dataDir, ports] = [await folder(), await freePorts()];
  const shop = await start(dataDir, ports);
  expect(await shop.says('The shop is ready')).toBe(true);
  expect(shop.lines.join('\n')).toContain(`http://localhost:${ports.http.users}`);
  expect(shop.lines.join('\n')).toContain(`http://localhost:${ports.metrics.users}/metrics`);
  const login = await fetch(`http://localhost:${ports.http.users}/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'admin@ecomm.local', password: 'admin-pass-123456' }),
  });
  expect(login.status).toBe(200);

  const second = await start(dataDir, await freePorts());
  expect(await second.says(`The shop is running already (process ${shop.child.pid})`)).toBe(true);
  expect(await second.child.exited).toBe(0);

  for (const name of ['users', 'kafka', 'postgres']) {
    const recorded = (await findRunningShop(dataDir))?.processes.find((one) => one.name === name);
    expect(recorded).toBeDefined();
    if (recorded) process.kill(recorded.pid, 'SIGKILL');
    expect(await shop.says(`${name} was ended by SIGKILL`)).toBe(true);
    const isReadyAgain = async () => shop.lines.filter((line) => line.includes(`| ${name} is ready`)).length === 2;
    expect(await until(isReadyAgain, 30_000)).toBe(true);
  }

  const pids = await pidsOf(dataDir);
  expect(pids).toHaveLength(3);
  shop.child.kill('SIGINT');
  expect(await shop.child.exited).toBe(0);
  expect(await noneLives(pids)).toBe(true);
  await rm(dataDir, { recursive: true });
}, 120_000);

test('what a killed supervisor left behind is stopped by the next start, which has the data of the last', async () => {
  const [dataDir, ports] = [await folder(), await freePorts()];
  const first = await start(dataDir, ports, { json: true });
  expect(await first.says('The shop is ready')).toBe(true);
  expect(first.lines.map((line) => typeof JSON.parse(line)).every((type) => type === 'object')).toBe(true);
  const left = await pidsOf(dataDir);
  first.child.kill('SIGKILL');
  await first.child.exited;

  const second = await start(dataDir, ports);
  expect(await second.says('stale lock')).toBe(true);
  expect(await second.says('The shop is ready')).toBe(true);
  expect(await noneLives(left)).toBe(true);
  const pids = await pidsOf(dataDir);
  second.child.kill('SIGTERM');
  expect(await second.child.exited).toBe(0);
  expect(await noneLives(pids)).toBe(true);
  await rm(dataDir, { recursive: true });
}, 120_000);

test('a package runner that dies takes the shop along', async () => {
  const [dataDir, ports] = [await folder(), await freePorts()];
  const shop = await start(dataDir, ports, { wrapper: true });
  expect(await shop.says('The shop is ready')).toBe(true);
  const running = await findRunningShop(dataDir);
  const pids = [...(running?.processes ?? []), ...(running ? [running.supervisor] : [])].map(({ pid }) => pid);
  expect(pids).toHaveLength(4);
  shop.child.kill('SIGKILL');
  expect(await noneLives(pids)).toBe(true);
  await rm(dataDir, { recursive: true });
}, 120_000);
