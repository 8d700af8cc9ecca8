import { expect, test } from 'bun:test';
import { sorted, startUsers } from './users.fixture.ts';

test('200 logins at once keep no other route waiting', async () => {
  const users = await startUsers();
  const { email } = (await users.signUp()).user;
  let isOver = false;
  const logins = Promise.all(Array.from({ length: 200 }, () => users.logIn(email))).finally(() => (isOver = true));
  const times: number[] = [];
  while (!isOver) {
    const before = performance.now();
    expect((await users.ask('GET', '/.well-known/jwks.json')).status).toBe(200);
    expect((await users.ask('GET', '/me')).status).toBe(401);
    expect((await users.refresh('unknown')).status).toBe(401);
    times.push(performance.now() - before);
  }
  expect(times.length).toBeGreaterThan(20);
  expect(sorted(times)[Math.floor(times.length / 2)]).toBeLessThan(250);
  expect(new Set((await logins).map(({ status }) => status))).toEqual(new Set([200, 503]));
  await users.close();
});
