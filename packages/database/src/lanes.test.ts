import { expect, test } from 'bun:test';
import { setImmediate as turn } from 'node:timers/promises';
import { Lanes } from './lanes.ts';

/** Lanes whose work ends when it is told to. */
function held({ batchMax = 128, inFlightMax = 8 } = {}) {
  const begun: { items: readonly string[]; end: (error?: Error) => Promise<unknown> }[] = [];
  const lanes = new Lanes<string, string>(
    (items) => {
      const { promise, resolve, reject } = Promise.withResolvers<string[]>();
      const end = (error?: Error) => {
        if (error) reject(error);
        else resolve(items.map((item) => `${item}!`));
        return turn();
      };
      begun.push({ items, end });
      return promise;
    },
    { batchMax, inFlightMax },
  );
  return { lanes, begun, batches: () => begun.map(({ items }) => items.join('')) };
}

test('what contends with nothing under way starts at once and alone', () => {
  const { lanes, batches } = held();
  void lanes.enter('a', [1]);
  void lanes.enter('b', [2]);
  expect(batches()).toEqual(['a', 'b']);
});

test('what contends waits, goes together when its key is free, and each gets its own result', async () => {
  const { lanes, begun, batches } = held();
  const first = lanes.enter('a', [1]);
  const rest = [lanes.enter('b', [1]), lanes.enter('c', [1, 2]), lanes.enter('d', [1])];
  expect(batches()).toEqual(['a']);
  await begun[0]!.end();
  expect(batches()).toEqual(['a', 'bcd']);
  await begun[1]!.end();
  expect(await Promise.all([first, ...rest])).toEqual(['a!', 'b!', 'c!', 'd!']);
});

test('nobody overtakes one that waits for the same key', async () => {
  const { lanes, begun, batches } = held();
  void lanes.enter('a', [1]);
  void lanes.enter('b', [2]);
  void lanes.enter('c', [1, 2]);
  void lanes.enter('d', [1]);
  void lanes.enter('e', [3]);
  await begun[0]!.end();
  expect(batches()).toEqual(['a', 'b', 'e']);
  await begun[1]!.end();
  expect(batches()).toEqual(['a', 'b', 'e', 'cd']);
});

test('no more go together than may', async () => {
  const { lanes, begun, batches } = held({ batchMax: 2 });
  for (const item of 'abcd') void lanes.enter(item, [1]);
  await begun[0]!.end();
  await begun[1]!.end();
  expect(batches()).toEqual(['a', 'bc', 'd']);
});

test('what finds no place free waits, and goes together', async () => {
  const { lanes, begun, batches } = held({ inFlightMax: 2 });
  for (const item of 'abcde') void lanes.enter(item);
  expect(batches()).toEqual(['a', 'b']);
  await begun[1]!.end();
  expect(batches()).toEqual(['a', 'b', 'cde']);
});

test('a failure is that of its batch, and those behind go on', async () => {
  const { lanes, begun, batches } = held();
  const failing = lanes.enter('a', [1]).catch((error: Error) => error.message);
  void lanes.enter('b', [1]);
  await begun[0]!.end(new Error('no'));
  expect(await failing).toBe('no');
  expect(batches()).toEqual(['a', 'b']);
});

test('when too many wait the next is refused at once', async () => {
  const { lanes } = held();
  for (let n = 0; n <= 1_000; n += 1) void lanes.enter('a', [1]);
  expect(lanes.enter('b', [1])).rejects.toMatchObject({ status: 503, code: 'service.overloaded' });
});
