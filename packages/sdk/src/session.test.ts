import { expect, test } from 'bun:test';
import { failureOf, json, problem, shopOf, tokenOf, type Sent } from './answers.fixture.ts';
import type { Tokens, TokenStore } from './shop.ts';

/** Users that gives out tokens t1, t2, … and a shop that takes only the newest; counts how often it was asked to renew. */
function userService({ lifeSeconds = 900 } = {}) {
  let serial = 0;
  const refreshes: string[] = [];
  const valid = { refresh: '', token: '' };
  const session = () => {
    serial += 1;
    Object.assign(valid, { token: tokenOf(`t${serial}`, lifeSeconds), refresh: `r${serial}` });
    return json({ token: valid.token, refresh_token: valid.refresh, userId: 1, user: { id: 1 } });
  };
  const answer = async ({ url, headers, body }: Sent) => {
    if (/login|signup/.test(url.pathname)) return session();
    if (url.pathname === '/auth/logout') return new Response(null, { status: 204 });
    if (url.pathname === '/auth/refresh') {
      const { refresh_token } = JSON.parse(body as string) as Tokens;
      refreshes.push(refresh_token);
      await Bun.sleep(5);
      return refresh_token === valid.refresh ? session() : problem(401, 'auth.invalid_token');
    }
    return headers.get('authorization') === `Bearer ${valid.token}`
      ? json({ id: 1 })
      : problem(401, 'auth.invalid_token');
  };
  /** Makes the newest access token invalid; the refresh token stays good. */
  const expire = () => (valid.token = 'gone');
  const revoke = () => Object.assign(valid, { token: 'gone', refresh: 'gone' });
  return { answer, refreshes, expire, revoke };
}

const who = { email: 'a@b.c', password: 'pass123456' };

test('after login every call carries the token, after logout none, and login itself never does', async () => {
  const { answer } = userService();
  const { shop, sent } = shopOf(answer);
  await shop.users.login(who);
  expect(await shop.users.me()).toMatchObject({ id: 1 });
  await shop.users.logout();
  expect(await failureOf(shop.users.me())).toMatchObject({ status: 401 });
  expect(sent.map(({ headers }) => headers.has('authorization'))).toEqual([false, true, false, false]);
});

test('an expired token is renewed once for all calls of that moment, and each of them succeeds', async () => {
  const { answer, refreshes, expire } = userService();
  const { shop } = shopOf(answer);
  await shop.users.login(who);
  expire();
  await Promise.all(Array.from({ length: 20 }, () => shop.users.me()));
  expect(refreshes).toEqual(['r1']);
});

test('a token that is over by its own claim is renewed before it is sent', async () => {
  const { answer, refreshes } = userService();
  const { shop, sent } = shopOf(answer, { tokens: { token: tokenOf('old', -1), refresh_token: 'r0' } });
  expect(await failureOf(shop.users.me())).toMatchObject({ status: 401 });
  expect(refreshes).toEqual(['r0']);
  expect(sent).toHaveLength(1);
});

test('a clock that is wrong does not make every call renew', async () => {
  const { answer, refreshes } = userService({ lifeSeconds: -3600 });
  const { shop } = shopOf(answer);
  await shop.users.login(who);
  await shop.users.me();
  await shop.users.me();
  await shop.users.me();
  expect(refreshes).toEqual(['r1']);
});

test('a refused renewal empties the store, throws the 401 and is not tried again', async () => {
  const { answer, refreshes, revoke } = userService();
  const { shop, sent } = shopOf(answer);
  await shop.users.login(who);
  revoke();
  const errors = await Promise.all([failureOf(shop.users.me()), failureOf(shop.users.me())]);
  for (const error of errors) expect(error).toMatchObject({ status: 401, code: 'auth.invalid_token' });
  expect(refreshes).toEqual(['r1']);
  await failureOf(shop.users.me());
  expect(refreshes).toEqual(['r1']);
  expect(sent.at(-1)!.headers.has('authorization')).toBe(false);
});

test('a renewal that does not get through keeps the tokens', async () => {
  const { answer, expire } = userService();
  let down = false;
  const { shop } = shopOf((sent) =>
    down && sent.url.pathname === '/auth/refresh' ? problem(503, 'service.overloaded') : answer(sent),
  );
  await shop.users.login(who);
  expire();
  down = true;
  expect(await failureOf(shop.users.me())).toMatchObject({ status: 503 });
  down = false;
  expect(await shop.users.me()).toMatchObject({ id: 1 });
});

test('what another tab renewed is used, not renewed again', async () => {
  const { answer, refreshes, expire } = userService();
  let kept: Tokens | undefined;
  const tokens: TokenStore = { get: async () => kept, set: async (given) => void (kept = given) };
  const one = shopOf(answer, { tokens });
  const other = shopOf(answer, { tokens });
  await one.shop.users.login(who);
  expire();
  await other.shop.users.me();
  await one.shop.users.me();
  expect(refreshes).toEqual(['r1']);
});

test('a token that was renewed while its request was under way is not renewed again', async () => {
  const { answer, refreshes, expire } = userService();
  let kept: Tokens | undefined;
  const tokens: TokenStore = { get: () => kept, set: (given) => void (kept = given) };
  const other = shopOf(answer, { tokens });
  let first = true;
  const one = shopOf(
    async (sent) => {
      const refusal = await answer(sent);
      if (first) await ((first = false), other.shop.users.me());
      return refusal;
    },
    { tokens },
  );
  await other.shop.users.login(who);
  expire();
  expect(await one.shop.users.me()).toMatchObject({ id: 1 });
  expect(refreshes).toEqual(['r1']);
});

test('a service that refuses every token is asked twice, not for ever', async () => {
  const { answer, refreshes } = userService();
  const refuse = (sent: Sent) => (sent.url.pathname === '/me' ? problem(401, 'auth.invalid_token') : answer(sent));
  const { shop } = shopOf(refuse, { timeoutMs: 500 });
  await shop.users.login(who);
  expect(await failureOf(shop.users.me())).toMatchObject({ code: 'auth.invalid_token' });
  expect(refreshes).toEqual(['r1']);
});

test('refresh by hand shares the trade with the calls that need it: the token is good for one use', async () => {
  const { answer, refreshes, expire } = userService();
  const { shop } = shopOf(answer);
  await shop.users.login(who);
  expire();
  await Promise.all([shop.users.refresh(), shop.users.me(), shop.users.refresh()]);
  expect(refreshes).toEqual(['r1']);
});

test('signing out while a renewal runs stays signed out', async () => {
  const { answer, expire } = userService();
  let kept: Tokens | undefined;
  const { shop } = shopOf(answer, { tokens: { get: () => kept, set: (given) => void (kept = given) } });
  await shop.users.login(who);
  expire();
  const call = shop.users.me().catch(() => {});
  await Bun.sleep(1);
  await shop.users.logout();
  await call;
  expect(kept).toBeUndefined();
});

test('whoever signs in or out while a refresh by hand runs is right, be it of the kept token or of another', async () => {
  for (const body of [undefined, { refresh_token: 'r2' }]) {
    for (const meanwhile of ['logout', 'login'] as const) {
      const { answer } = userService();
      let kept: Tokens | undefined;
      const { shop } = shopOf(answer, { tokens: { get: () => kept, set: (given) => void (kept = given) } });
      await shop.users.login(who);
      if (body) await shopOf(answer).shop.users.login(who); // r2
      const refreshing = shop.users.refresh(body);
      await Bun.sleep(1);
      await (meanwhile === 'login' ? shop.users.login(who) : shop.users.logout());
      const then = kept?.refresh_token;
      await refreshing.catch(() => {}); // the login may have come before the trade
      expect(kept?.refresh_token).toBe(then);
    }
  }
});

test('a refresh token from elsewhere signs in', async () => {
  const { answer } = userService();
  const { refresh_token } = await shopOf(answer).shop.users.login(who);
  const { shop } = shopOf(answer);
  await shop.users.refresh({ refresh_token });
  expect(await shop.users.me()).toMatchObject({ id: 1 });
});

test('a given token, or what gives one, is asked for each request and never renewed', async () => {
  const { answer, refreshes } = userService();
  let n = 0;
  const { shop, sent } = shopOf(answer, { token: async () => `given${(n += 1)}` });
  await failureOf(shop.users.me());
  await failureOf(shop.users.me());
  expect(sent.map(({ headers }) => headers.get('authorization'))).toEqual(['Bearer given1', 'Bearer given2']);
  expect(refreshes).toEqual([]);
});
