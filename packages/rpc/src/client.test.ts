import { afterEach, expect, test } from 'bun:test';
import { Problem } from '@ecomm/runtime/problem';
import { proxy } from '@ecomm/testing/proxy';
import { until } from '@ecomm/testing/until';
import { ann, closeAll, closeLater, refusal, usersClient, usersServer } from './users.fixture.ts';

afterEach(closeAll);

const unavailable = { status: 503, code: 'users.unavailable', retryAfterSeconds: 1 };

/** Accepts connections and says nothing. */
function blackHole(): number {
  const listener = Bun.listen({ hostname: '127.0.0.1', port: 0, socket: { data: () => {} } });
  closeLater(() => listener.stop(true));
  return listener.port;
}

test('a server that accepts and says nothing is a 503 at the deadline, not later', async () => {
  const users = usersClient([blackHole()], { deadlineMs: 10_000 });
  for (const deadlineMs of [100, 300]) {
    const problem = await refusal(users.getUser({ user_id: 1 }, { deadlineMs }));
    expect(problem).toMatchObject(unavailable);
    expect(problem.ms).toBeLessThan(5_000);
  }
});

test('a server that is not there is a 503 at once', async () => {
  const problem = await refusal(usersClient([1]).getUser({ user_id: 1 }, { deadlineMs: 5_000 }));
  expect(problem).toMatchObject(unavailable);
  expect(problem.ms).toBeLessThan(1_000);
});

test('a server that dies is a 503 at once, also for the call under way, and is found again', async () => {
  const calls: (() => void)[] = [];
  const server = await usersServer(() => new Promise((resolve) => calls.push(() => resolve(ann))));
  const between = await proxy(`127.0.0.1:${server.port()}`);
  closeLater(() => between.close());
  const users = usersClient([between.port], { deadlineMs: 5_000 });
  const underWay = refusal(users.getUser({ user_id: 1 }));
  await until(() => calls.length === 1);
  between.down();
  for (const problem of [await underWay, await refusal(users.getUser({ user_id: 1 }))]) {
    expect(problem).toMatchObject(unavailable);
    expect(problem.ms).toBeLessThan(1_000);
  }
  await between.up();
  const again = until(() => users.getUser({ user_id: 1 }));
  await until(() => calls.length === 2);
  calls[1]?.();
  expect(await again).toEqual(ann);
});

test('a call goes on to another address when one is dead, unless it must not be repeated', async () => {
  const server = await usersServer(() => ann);
  expect(await usersClient([1, server.port()]).getUser({ user_id: 1 })).toEqual(ann);
  const once = usersClient([1, server.port()]);
  expect(await refusal(once.getUser({ user_id: 1 }, { retry: false }))).toMatchObject(unavailable);
});

test('an address that says nothing costs a call half of its time, then another is asked; its refusal counts as well', async () => {
  const server = await usersServer(({ user_id }) => {
    if (user_id === 2) throw new Problem(404, 'user.not_found', 'no such user');
    return ann;
  });
  const users = usersClient([blackHole(), server.port()], { deadlineMs: 1_000 });
  expect(await users.getUser({ user_id: 1 })).toEqual(ann);
  const again = usersClient([blackHole(), server.port()], { deadlineMs: 1_000 });
  expect(await refusal(again.getUser({ user_id: 2 }))).toMatchObject({ code: 'user.not_found' });
  const once = usersClient([blackHole(), server.port()], { deadlineMs: 1_000 });
  expect(await refusal(once.getUser({ user_id: 1 }, { retry: false }))).toMatchObject(unavailable);
});

test('an answer is final: a Problem is never asked for again, not even a 503', async () => {
  let asked = 0;
  const server = await usersServer(() => {
    asked += 1;
    throw new Problem(503, 'database.overloaded', 'busy');
  });
  const users = usersClient([server.port()]);
  expect(await refusal(users.getUser({ user_id: 1 }))).toMatchObject({ status: 503, code: 'database.overloaded' });
  expect(asked).toBe(1);
});

test('calls go round the addresses, and one that fails is passed over', async () => {
  const counts = [0, 0, 0];
  const servers = await Promise.all(
    counts.map((_, index) =>
      usersServer(() => {
        counts[index]! += 1;
        return ann;
      }),
    ),
  );
  const users = usersClient(servers.map((server) => server.port()));
  for (let i = 0; i < 9; i += 1) await users.getUser({ user_id: 1 });
  expect(counts).toEqual([3, 3, 3]);
  await servers[1]?.stop?.();
  for (let i = 0; i < 8; i += 1) expect(await users.getUser({ user_id: 1 })).toEqual(ann);
  expect(counts).toEqual([7, 3, 7]);
});

test('five failures in a row open the circuit: refusals are then immediate, and it closes again by itself', async () => {
  let down = true;
  let asked = 0;
  const server = await usersServer(() => {
    asked += 1;
    if (down) throw new Problem(503, 'database.unavailable', 'down');
    return ann;
  });
  const users = usersClient([server.port()]);
  for (let i = 0; i < 5; i += 1) await refusal(users.getUser({ user_id: 1 }));
  expect(users.state()).toBe('open');
  const problem = await refusal(users.getUser({ user_id: 1 }));
  expect(problem).toMatchObject(unavailable);
  expect(asked).toBe(5);
  down = false;
  await until(() => users.getUser({ user_id: 1 }));
  expect(users.state()).toBe('closed');
});

test('refusals that are answers (404, 409, 422) leave the circuit closed', async () => {
  const server = await usersServer(() => {
    throw new Problem(404, 'user.not_found', 'no such user');
  });
  const users = usersClient([server.port()]);
  for (let i = 0; i < 20; i += 1) await refusal(users.getUser({ user_id: 1 }));
  expect(users.state()).toBe('closed');
});

test('a slow dependency holds at most its share of calls, more are refused at once', async () => {
  const gate = Promise.withResolvers<void>();
  const server = await usersServer(() => gate.promise.then(() => ann));
  const users = usersClient([server.port()], { inFlightMax: 2 });
  const waiting = [users.getUser({ user_id: 1 }), users.getUser({ user_id: 1 })];
  const problem = await refusal(users.getUser({ user_id: 1 })); // while the others wait
  expect(problem).toMatchObject({ status: 503, code: 'service.overloaded' });
  gate.resolve();
  expect(await Promise.all(waiting)).toEqual([ann, ann]);
});

test('after five deadlines in a row the connection is made anew', async () => {
  let connections = 0;
  const listener = Bun.listen({
    hostname: '127.0.0.1',
    port: 0,
    socket: { open: () => void (connections += 1), data: () => {} },
  });
  closeLater(() => listener.stop(true));
  const users = usersClient([listener.port]);
  for (let i = 0; i < 5; i += 1) await refusal(users.getUser({ user_id: 1 }, { deadlineMs: 50 }));
  expect(connections).toBe(1);
  await until(async () => {
    await refusal(users.getUser({ user_id: 1 }, { deadlineMs: 50 }));
    return connections === 2;
  });
});
