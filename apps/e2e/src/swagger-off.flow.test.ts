import { expect, test } from 'bun:test';
import { until } from '@ecomm/testing/until';
import { request } from './buyer.ts';
import { nowhere, portsOf, runService } from './one-service.fixture.ts';
import { serviceNames, type ServiceName } from './shop.fixture.ts';

/** What a service in production, with no database and no broker, answers at the addresses of its documents. */
async function inProduction(service: ServiceName, more: Record<string, string>): Promise<number[]> {
  const { url, env } = await portsOf(service);
  const production = { NODE_ENV: 'production', SERVICE_TOKEN: 'a-token-that-is-long-enough-for-it' };
  const databases = { DATABASE_URL: `postgres://nobody@${nowhere}`, KAFKA_BROKERS: nowhere };
  const child = runService(service, 'main.ts', { ...env, ...production, ...databases, ...more });
  try {
    await until(async () => (await request(`${url}/livez`)).status === 200, { timeoutMs: 30_000, what: service });
    const paths = ['/swagger', '/asyncapi.json', '/swagger/json', '/swagger/assets/swagger-ui-bundle.js'];
    return await Promise.all(paths.map(async (path) => (await fetch(url + path)).status));
  } finally {
    child.kill('SIGTERM');
    await child.exited;
  }
}

// To orders `/swagger` is then the path of an order, which wants a token first.
test.each([...serviceNames])(
  '%s in production shows its documents only with SWAGGER=on',
  async (service) => {
    const unknown = service === 'orders' ? 401 : 404;
    const [off, on] = await Promise.all([inProduction(service, {}), inProduction(service, { SWAGGER: 'on' })]);
    expect(off).toEqual([unknown, unknown, 404, 404]);
    expect(on).toEqual([200, 200, 200, 200]);
  },
  60_000,
);
