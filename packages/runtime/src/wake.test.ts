import { afterEach, expect, test } from 'bun:test';
import { logger } from './log.ts';
import { continueTrace, traceId } from './trace.ts';
import { wakeable, type Wakeable } from './wake.ts';

const log = logger({ service: 'test', format: 'json', stream: { write: () => {} } });
let part: Wakeable | undefined;
afterEach(() => part?.stop?.());

/** A piece of work that tells when it starts and ends when told. */
function steps() {
  let runs = 0;
  let finish = Promise.withResolvers<void>();
  let begun = Promise.withResolvers<void>();
  return {
    work: async () => {
      runs += 1;
      begun.resolve();
      await finish.promise;
    },
    begun: () => begun.promise,
    finish: () => {
      const { resolve } = finish;
      finish = Promise.withResolvers<void>();
      begun = Promise.withResolvers<void>();
      resolve();
    },
    runs: () => runs,
  };
}

test('wake-ups while it works are one more look, not many, and never two at a time', async () => {
  const s = steps();
  part = wakeable({ name: 'w', log, everyMs: 60_000 }, s.work);
  await part.start?.();
  await s.begun();
  for (let i = 0; i < 10; i += 1) part.wake();
  expect(s.runs()).toBe(1);
  s.finish();
  await s.begun();
  s.finish();
  await part.stop?.();
  expect(s.runs()).toBe(2);
});

test('it looks from time to time without being woken', async () => {
  const thrice = Promise.withResolvers<void>();
  let runs = 0;
  part = wakeable({ name: 'w', log, everyMs: 1 }, async () => {
    runs += 1;
    if (runs === 3) thrice.resolve();
  });
  await part.start?.();
  await thrice.promise;
});

test('a failure is tried again, and never thrown', async () => {
  const healed = Promise.withResolvers<void>();
  let runs = 0;
  part = wakeable({ name: 'w', log, everyMs: 60_000 }, async () => {
    runs += 1;
    if (runs < 3) throw new Error('not yet');
    healed.resolve();
  });
  await part.start?.();
  await healed.promise;
});

test('no look is of the trace of whoever woke or started it', async () => {
  const traces: (string | undefined)[] = [];
  const fourth = Promise.withResolvers<void>();
  part = wakeable({ name: 'w', log, everyMs: 5 }, async () => {
    if (traces.push(traceId()) === 4) fourth.resolve();
  });
  await continueTrace(undefined, async () => {
    await part!.start?.();
    await Promise.resolve();
    part!.wake();
    await fourth.promise;
  });
  expect(new Set(traces)).toEqual(new Set([undefined]));
});

test('started again while its last look is still under way it looks once more, not twice at a time', async () => {
  const s = steps();
  part = wakeable({ name: 'w', log, everyMs: 60_000 }, s.work);
  await part.start?.();
  await s.begun();
  const stopped = part.stop?.();
  await part.start?.();
  expect(s.runs()).toBe(1);
  s.finish();
  await s.begun();
  s.finish();
  await stopped;
  expect(s.runs()).toBe(2);
});

test('a wake-up at the very end of a look is not lost', async () => {
  for (let turns = 0; turns < 8; turns += 1) {
    const again = Promise.withResolvers<void>();
    let runs = 0;
    const one = wakeable({ name: 'w', log, everyMs: 60_000 }, async () => {
      runs += 1;
      if (runs === 2) again.resolve();
      else void wakeAfter(turns);
    });
    const wakeAfter = async (count: number): Promise<void> => {
      for (let turn = 0; turn < count; turn += 1) await Promise.resolve();
      one.wake();
    };
    await one.start?.();
    await again.promise;
    await one.stop?.();
  }
}, 1_000);
