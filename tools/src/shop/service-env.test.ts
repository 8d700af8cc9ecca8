import { expect, test } from 'bun:test';
import { readPorts, wantedPorts } from './port-plan.ts';
import { copyEnv, sharedEnv } from './service-env.ts';
import { serviceNames, withNeeds, type Service } from './services.ts';

const surroundings = {
  running: ['products', 'orders', 'payments'] as Service[],
  ports: readPorts({}),
  copies: (service: Service) => (service === 'orders' ? 2 : 1),
  databaseUrl: 'postgres://db',
  kafkaBrokers: 'kafka:9092',
  smtpUrl: 'smtp://mail',
  extra: {},
};

test('callers of a service with copies get the gRPC address of each, 100 apart', () => {
  expect(sharedEnv(surroundings, {})).toMatchObject({
    ORDERS_URL: 'http://localhost:3003',
    ORDERS_PORT: '3003',
    ORDERS_GRPC_PORT: '50053',
    ORDERS_METRICS_PORT: '9463',
    ORDERS_GRPC_URL: 'localhost:50053,localhost:50153',
    USERS_GRPC_URL: 'localhost:50051',
    DATABASE_URL: 'postgres://db',
  });
  expect(copyEnv(1, 2)).toEqual({ COPY: '1', COPIES: '2' });
});

test('a service that runs elsewhere is where the environment says, and the caller of the shop has the last word', () => {
  const elsewhere = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318', OTEL_TRACES_SAMPLER_ARG: '0.1' };
  const env = { ...elsewhere, USERS_URL: 'http://users:80', ORDERS_URL: 'http://orders:80', KAFKA_PREFIX: 'red.' };
  expect(sharedEnv({ ...surroundings, extra: { KAFKA_PREFIX: 'blue.' } }, env)).toMatchObject({
    USERS_URL: 'http://users:80',
    ORDERS_URL: 'http://localhost:3003',
    KAFKA_PREFIX: 'blue.',
    ...elsewhere,
  });
});

test('the ports that must be free are those of what is started, gRPC and metrics of each copy too', () => {
  const needed = {
    services: ['orders'] as const,
    copies: () => 2,
    postgres: true,
    kafka: true,
    redpanda: false,
    maildev: false,
  };
  expect(wantedPorts(surroundings.ports, needed).map(({ port }) => port)).toEqual([
    5432, 9092, 9093, 3003, 50053, 50153, 9463, 9563,
  ]);
});

test('a service brings those it needs', () => {
  expect(withNeeds(['orders', 'payments'])).toEqual(['users', 'products', 'orders', 'payments']);
  expect(withNeeds(undefined)).toEqual([...serviceNames]);
  expect(withNeeds([])).toEqual([]);
});
