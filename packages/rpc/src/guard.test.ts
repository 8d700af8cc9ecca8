import { expect, test } from 'bun:test';
import { log } from './users.fixture.ts';
import { guard, Unreachable } from './guard.ts';

async function attemptsOf(repeatable: boolean, deadlineMs: number): Promise<number> {
  let attempts = 0;
  const by = Date.now() + deadlineMs;
  const guarded = guard({ name: 'users', inFlightMax: 1, log });
  const attempt = async () => {
    attempts += 1;
    throw new Unreachable(new Error('no connection'), repeatable, by);
  };
  await guarded.run(attempt).catch(() => undefined);
  return attempts;
}

test('a connection that fails is tried three times in all', async () => {
  expect(await attemptsOf(true, 5_000)).toBe(3);
});

test('what must not be repeated is tried once', async () => {
  expect(await attemptsOf(false, 5_000)).toBe(1);
});

test('there is no other attempt without time for it', async () => {
  expect(await attemptsOf(true, 50)).toBe(1);
});
