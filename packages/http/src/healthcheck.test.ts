import { expect, test } from 'bun:test';
import { healthcheck } from './healthcheck.ts';

const said = (where: { host: string; port: number }): Promise<string> =>
  healthcheck(where).then(
    () => 'ready',
    (error: Error) => error.message,
  );

test('a ready service passes, also one that listens everywhere; one that is not ready says why', async () => {
  let status = 200;
  using server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    routes: { '/readyz': () => Response.json({ status: status === 200 ? 'ok' : 'unavailable' }, { status }) },
  });
  const port = server.port!;
  await healthcheck({ host: '127.0.0.1', port });
  await healthcheck({ host: '0.0.0.0', port });
  status = 503;
  expect(await said({ host: '127.0.0.1', port })).toBe('not ready: 503 {"status":"unavailable"}');
});

test('a service that is not there fails', async () => {
  expect(await said({ host: '127.0.0.1', port: 9 })).toContain('connect');
});
