import { expect, test } from 'bun:test';
import { choice, flag, integer, list, number, optional, port, readConfig, secret, text, url } from './config.ts';
import { serviceConfig } from './service-config.ts';

test('values come typed, with their fallbacks', () => {
  const fields = {
    PORT: port(3003),
    RATE: number(1 / 6),
    NAMES: list('a, b'),
    ON: flag(false),
    TOKEN: optional(secret()),
  };
  expect(readConfig(fields, { PORT: '80', ON: 'on' })).toEqual({
    PORT: 80,
    RATE: 1 / 6,
    NAMES: ['a', 'b'],
    ON: true,
    TOKEN: undefined,
  });
});

test('an empty variable counts as unset', () => {
  expect(readConfig({ NAME: text('x') }, { NAME: '' })).toEqual({ NAME: 'x' });
});

test('one error names every wrong or missing variable', () => {
  const fields = { A: text(), B: integer(1, { min: 1 }), C: url(), D: choice(['x', 'y']), E: flag(), F: secret() };
  const env = { B: '0x10', C: 'nowhere', D: 'z', E: 'maybe', F: 'short' };
  expect(() => readConfig(fields, env)).toThrow(
    /A is not set; B must be an integer .* not "0x10"; C must be a URL; D must be one of x, y, not "z"; E must be on or off, not "maybe"; F must have at least 16/,
  );
});

test('a wrong URL is not repeated, since it may hold a password', () => {
  expect(() => readConfig({ DATABASE_URL: url() }, { DATABASE_URL: 'user:hunter2@host' })).not.toThrow(/hunter2/);
});

test("a service's database is named after it, with the prefix of this shop", () => {
  const config = serviceConfig('orders', {}, { DATABASE_URL: 'postgres://u:p@db:5432', DATABASE_PREFIX: 'blue_' });
  expect(config.database.url).toBe('postgres://u:p@db:5432/blue_orders');
});

test("a wrong variable of the service's own is named together with those that all services read", () => {
  expect(() => serviceConfig('orders', { ORDERS_PORT: port(3003) }, { ORDERS_PORT: '0x1', LOG_LEVEL: 'loud' })).toThrow(
    /ORDERS_PORT must be .*; LOG_LEVEL must be/,
  );
});

test('production and a public gRPC host refuse to start without a service token', () => {
  expect(() => serviceConfig('orders', {}, { NODE_ENV: 'production' })).toThrow(/SERVICE_TOKEN is not set/);
  expect(() => serviceConfig('orders', {}, { GRPC_HOST: '0.0.0.0' })).toThrow(/SERVICE_TOKEN is not set/);
  const config = serviceConfig('orders', {}, { NODE_ENV: 'production', SERVICE_TOKEN: 'a-long-enough-token' });
  expect(config.swagger).toBe(false);
});
