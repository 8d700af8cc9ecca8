import { logger } from '@ecomm/runtime/log';
import { Problem } from '@ecomm/runtime/problem';
import { testIssuer } from '@ecomm/testing/tokens';
import { until } from '@ecomm/testing/until';
import { afterEach, expect, test } from 'bun:test';
import { verifier } from './auth.ts';
import { remoteKeys } from './remote-keys.ts';

const log = logger({ service: 'test', level: 'silent' });
const issuers: Bun.Server<undefined>[] = [];
afterEach(async () => {
  for (const server of issuers.splice(0)) await server.stop(true);
});

/** Stands for users: answers what `answer` says and counts. */
function issuing(answer: () => Response | Promise<Response>, port = 0) {
  const served = { asked: 0, url: '', port: 0 };
  const server = Bun.serve({
    port,
    fetch: () => {
      served.asked += 1;
      return answer();
    },
  });
  issuers.push(server);
  return Object.assign(served, { url: `http://127.0.0.1:${server.port}/jwks.json`, port: server.port!, server });
}

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'ok',
    (error: unknown) => (error instanceof Problem ? `${error.status} ${error.code}` : String(error)),
  );

test('a set is fetched once for many at a time and kept', async () => {
  const { keys } = await testIssuer();
  const users = issuing(async () => Response.json(await keys()));
  const remote = remoteKeys(users.url, { log });
  const sets = await Promise.all(Array.from({ length: 20 }, () => remote()));
  expect(new Set(sets).size).toBe(1);
  expect(users.asked).toBe(1);
});

test('an old set is used while it is renewed in the background', async () => {
  const { keys } = await testIssuer();
  const users = issuing(async () => Response.json(await keys()));
  const remote = remoteKeys(users.url, { log, freshMs: 0, pauseMs: 0 });
  const first = await remote();
  expect(await remote()).toBe(first);
  await until(async () => (await remote()) !== first, { what: 'a newer set' });
});

test('with the issuer down the last set still verifies', async () => {
  const issuer = await testIssuer();
  const users = issuing(async () => Response.json(await issuer.keys()));
  const authenticate = verifier({ ...issuer, keys: remoteKeys(users.url, { log, freshMs: 0, pauseMs: 0 }) });
  const request = async () => new Request('http://localhost/', { headers: await issuer.authorization({ sub: 7 }) });
  expect(await authenticate(await request())).toMatchObject({ id: 7, role: 'customer' });
  await users.server.stop(true);
  for (let time = 0; time < 3; time += 1)
    expect(await authenticate(await request())).toMatchObject({ id: 7, role: 'customer' });
});

test('garbage, an empty set or symmetric keys replace no good set, and are none by themselves', async () => {
  const { keys } = await testIssuer();
  const good = await keys();
  const bad = ['{', 'null', '[]', '{"keys":[]}', '{"keys":[{"kty":"oct","k":"AA"}]}', '{"keys":1}'];
  let answer = JSON.stringify(good);
  const users = issuing(() => new Response(answer));
  const remote = remoteKeys(users.url, { log, freshMs: 0, pauseMs: 0 });
  await remote();
  for (answer of bad) expect(await remote('unknown')).toEqual(good);
  for (answer of bad) expect(await codeOf(remoteKeys(users.url, { log })())).toBe('503 auth.keys_unavailable');
});

test('none ever loaded is 503, not 401, and loads as soon as the issuer is there', async () => {
  const issuer = await testIssuer();
  const gone = issuing(() => new Response('', { status: 500 }));
  const { port } = gone;
  await gone.server.stop(true);
  const remote = remoteKeys(gone.url, { log, pauseMs: 10 });
  const authenticate = verifier({ ...issuer, keys: remote });
  const headers = await issuer.authorization({ sub: 7 });
  const ask = async () => authenticate(new Request('http://localhost/', { headers }));
  expect(await codeOf(ask())).toBe('503 auth.keys_unavailable');
  issuing(async () => Response.json(await issuer.keys()), port);
  expect(await until(async () => (await codeOf(ask())) === 'ok')).toBe(true);
});

test('an unknown kid finds a key published since, and asks at most once in a while', async () => {
  const old = await testIssuer({ kid: 'old' });
  const young = await testIssuer({ kid: 'young' });
  let set = await old.keys();
  const users = issuing(() => Response.json(set));
  const eager = verifier({ ...old, keys: remoteKeys(users.url, { log, pauseMs: 0 }) });
  const request = async (kid: typeof old) =>
    new Request('http://localhost/', { headers: await kid.authorization({ sub: 7 }) });
  await eager(await request(old));
  set = { keys: [...set.keys, ...(await young.keys()).keys] };
  expect(await eager(await request(young))).toMatchObject({ id: 7, role: 'customer' });

  const patient = verifier({ ...old, keys: remoteKeys(users.url, { log, pauseMs: 60_000 }) });
  await patient(await request(old));
  const before = users.asked;
  const stranger = await testIssuer({ kid: 'stranger' });
  for (let time = 0; time < 5; time += 1)
    expect(await codeOf((async () => patient(await request(stranger)))())).toBe('401 auth.invalid_token');
  expect(users.asked).toBe(before);
});
