import { expect, test } from 'bun:test';
import { logger } from './log.ts';
import { guard, Unreachable } from './guard.ts';
import { Problem } from './problem.ts';

const log = logger({ service: 'test', level: 'silent', format: 'json' });

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

const refusal = async (work: Promise<unknown>): Promise<Problem | Error> =>
  work.then(
    () => new Error('no refusal'),
    (error: Error) => error,
  );
const rejecting = (error: Error) => async () => {
  throw error;
};

test('a call that rejects is a failure: five in a row open the circuit, and one that is let through closes it', async () => {
  const { run, state } = guard({ name: 'mail', inFlightMax: 5, log });
  const away = new Error('451 try later');
  for (let n = 0; n < 5; n += 1)
    expect(await refusal(run(rejecting(away)))).toMatchObject({ status: 503, code: 'mail.unavailable', cause: away });
  expect(state()).toBe('open');
  let asked = 0;
  expect(await refusal(run(async () => (asked += 1)))).toMatchObject({ status: 503, code: 'mail.unavailable' });
  expect(asked).toBe(0);
  await until(() => run(async () => (asked += 1)));
  expect([asked, state()]).toEqual([1, 'closed']);
});

test('a Problem below 500 is an answer, and comes as it is; one of 503 is a failure, and comes as it is too', async () => {
  const { run, state } = guard({ name: 'provider', inFlightMax: 5, log });
  const declined = new Problem(409, 'card.declined', 'no');
  for (let n = 0; n < 9; n += 1) expect(await refusal(run(rejecting(declined)))).toBe(declined);
  expect(state()).toBe('closed');
  const busy = new Problem(503, 'provider.busy', 'later');
  for (let n = 0; n < 5; n += 1) expect(await refusal(run(rejecting(busy)))).toBe(busy);
  expect(state()).toBe('open');
});

test('an answer that rejects ends a row of failures: five with one between leave the circuit closed', async () => {
  const { run, state } = guard({ name: 'provider', inFlightMax: 5, log });
  const away = rejecting(new Error('no answer'));
  for (let n = 0; n < 4; n += 1) await refusal(run(away));
  await refusal(run(rejecting(new Problem(404, 'thing.not_found', 'no'))));
  for (let n = 0; n < 4; n += 1) await refusal(run(away));
  expect(state()).toBe('closed');
});

test('what the dependency answers by an error of its own is told apart by the one who knows it', async () => {
  const refused = Object.assign(new Error('550 no such box'), { responseCode: 550 });
  const isFailure = (error: unknown) => (error as { responseCode?: number }).responseCode !== 550;
  const { run, state } = guard({ name: 'mail', inFlightMax: 5, log, isFailure });
  for (let n = 0; n < 9; n += 1) expect(await refusal(run(rejecting(refused)))).toBe(refused);
  expect(state()).toBe('closed');
});

test('a slow dependency holds its share of calls and no more', async () => {
  const { run } = guard({ name: 'mail', inFlightMax: 1, log });
  const gate = Promise.withResolvers<string>();
  const held = run(() => gate.promise);
  expect(await refusal(run(async () => 'more'))).toMatchObject({ status: 503, code: 'service.overloaded' });
  gate.resolve('done');
  expect(await held).toBe('done');
});

async function until(work: () => Promise<unknown>): Promise<void> {
  for (const end = Date.now() + 5_000; Date.now() < end; await Bun.sleep(50))
    if (
      await work().then(
        () => true,
        () => false,
      )
    )
      return;
  throw new Error('not within 5 s');
}

test('long after the trouble calls that come together all get through; in its midst only the one that tries', async () => {
  for (const [quietMs, answered] of [
    [500, 3],
    [60_000, 1],
  ] as const) {
    const { run, state } = guard({ name: 'mail', inFlightMax: 5, log, quietMs });
    for (let n = 0; n < 5; n += 1) await refusal(run(rejecting(new Error('away'))));
    expect(state()).toBe('open');
    const openedAt = performance.now();
    await until(async () => expect(performance.now() - openedAt).toBeGreaterThan(1_050)); // when one may try
    const back = Promise.withResolvers<string>();
    const calls = Array.from({ length: 3 }, () => run(() => back.promise));
    back.resolve('taken');
    const outcomes = await Promise.allSettled(calls);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(answered);
  }
});
