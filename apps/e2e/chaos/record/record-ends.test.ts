import { expect, test } from 'bun:test';
import type { ProcessSpec } from '@ecomm/tools/shop/process-spec';
import { emptyRecord } from './record.ts';
import { recordEnds } from './record-ends.ts';

const orders = { name: 'orders#1' } as ProcessSpec;
const end = { pid: 1, code: null, signal: null, asked: false, at: 1 };

function recording(isOver = false) {
  const record = emptyRecord(1);
  return { record, ...recordEnds(record, () => isOver) };
}

test('a kill by a failpoint is told by its line alone, and is over when the next incarnation is ready', () => {
  const { record, hear, watcher } = recording();
  hear('orders#1', '{"level":"info","msg":"failpoint orders.reserved: kill"}');
  hear('orders#1', 'said failpoint orders.reserved: kill');
  hear('orders#1', 'failpoint orders.reserved: delay');
  expect(record.kills).toEqual([]);
  hear('orders#1', 'failpoint orders.reserved: kill');
  watcher.ended!(orders, { ...end, signal: 'SIGKILL' });
  expect(record.kills).toEqual([
    { process: 'orders#1', signal: 'SIGKILL', failpoint: 'orders.reserved', at: expect.any(Number) },
  ]);
  watcher.ready!(orders, 2, 300);
  expect(record.kills[0]!.readyAt).toBeNumber();
  expect(record.exits).toEqual([]);
});

test('an end that nobody asked for is on record, one that the harness asked for is a kill', () => {
  const { record, killed, watcher } = recording();
  watcher.ended!(orders, { ...end, code: 1 });
  killed('orders#1', 'SIGTERM');
  watcher.ended!(orders, { ...end, code: 0 });
  expect(record.exits).toEqual([{ process: 'orders#1', code: 1, signal: null, at: 1 }]);
  expect(record.kills).toHaveLength(1);
});

test('a watchdog that kills its process is on record; a failpoint that was heard late is a kill after all', () => {
  const { record, hear, watcher } = recording();
  watcher.ended!(orders, { ...end, signal: 'SIGKILL' });
  expect(record.exits).toEqual([{ process: 'orders#1', code: null, signal: 'SIGKILL', at: 1 }]);
  hear('orders#1', 'failpoint orders.reserved: kill');
  expect([record.exits, record.kills]).toEqual([[], [expect.objectContaining({ failpoint: 'orders.reserved' })]]);
  watcher.ready!(orders, 2, 300);
  watcher.ended!(orders, { ...end, code: 0, asked: true });
  expect(record.exits).toEqual([]);
});

test('a frozen process is back when it is thawed, whatever else happens to it later', () => {
  const { record, killed, thawed } = recording();
  killed('orders#1', 'SIGSTOP');
  killed('orders#1', 'SIGKILL');
  thawed('orders#1');
  expect(record.kills.map(({ readyAt }) => readyAt !== undefined)).toEqual([true, false]);
});

test('when the shop is stopped its ends are no news', () => {
  const { record, watcher } = recording(true);
  watcher.ended!(orders, { ...end, code: 1 });
  expect(record.exits).toEqual([]);
});
