import { expect, test } from 'bun:test';
import { refusal } from './processes.fixture.ts';
import { freePort, isFree, listenersOn, requireFreePorts } from './ports.ts';
import { freePorts, readPorts } from './port-plan.ts';

const listen = () => Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: () => new Response() });

test('a taken port is named with its owner and the variable that changes it', async () => {
  const server = listen();
  const { port = 0 } = server;
  const wanted = [{ port, what: 'orders (HTTP)', variable: 'ORDERS_PORT' }];
  expect(await refusal(requireFreePorts(wanted))).toMatch(
    new RegExp(
      `Port ${port} for orders \\(HTTP\\) is taken by .*bun.* \\(process ${process.pid}\\): stop that, or set ORDERS_PORT`,
    ),
  );
  expect(await listenersOn(port)).toEqual([process.pid]);
  await server.stop(true);
  await requireFreePorts(wanted);
});

test('every taken port is named at once', async () => {
  const servers = [listen(), listen()];
  const wanted = servers.map(({ port = 0 }, index) => ({ port, what: `part ${index}`, variable: `PART_${index}` }));
  const message = await refusal(requireFreePorts(wanted));
  expect(message).toMatch(/part 0[^\n]*\n[^\n]*part 1/);
  await Promise.all(servers.map((server) => server.stop(true)));
});

test('a free port is below those that the system gives to outgoing connections, and so are its copies', async () => {
  const port = await freePort([100, 200]);
  expect(port).toBeWithin(20_000, 32_000);
  expect(await isFree(port + 200)).toBe(true);
});

test('the ports of a shop differ from each other', async () => {
  const ports = await freePorts();
  const { http, grpc, metrics, ...others } = ports;
  const all = [http, grpc, metrics, others].flatMap((some) => Object.values(some));
  expect(new Set(all).size).toBe(all.length);
});

test('ports come from the environment, and what is none is refused by name', () => {
  expect(readPorts({ ORDERS_PORT: '4003', KAFKA_PORT: '19092', ORDERS_METRICS_PORT: '19463' })).toMatchObject({
    http: { orders: 4003, users: 3001 },
    metrics: { orders: 19_463, users: 9461 },
    kafka: 19_092,
    kafkaController: 19_093,
  });
  expect(() => readPorts({ ORDERS_PORT: 'many' })).toThrow(
    'ORDERS_PORT is "many": set it to a port from 1 to 65535, or leave it out for 3003.',
  );
});
