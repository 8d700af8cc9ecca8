import { expose } from '@ecomm/runtime/metrics';
import { Problem } from '@ecomm/runtime/problem';
import { parseMetrics, sumOf } from '@ecomm/testing/prometheus-text';
import { expect, test } from 'bun:test';
import { fail, setup } from './deliver.fixture.ts';
import { done, records } from './example.fixture.ts';
import { expectEvents, measureCommit, measureSend } from './messaging-metrics.ts';

const topic = { messaging_destination_name: 'thing.done' };
const count = async (name: string, labels: Record<string, string> = topic): Promise<number> =>
  sumOf(parseMetrics((await expose()).text), name, labels) ?? 0;

/** How much each of them grew by `work`. */
async function grown(names: readonly string[], work: () => Promise<unknown>): Promise<number[]> {
  const before = await Promise.all(names.map((name) => count(name)));
  await work();
  const after = await Promise.all(names.map((name) => count(name)));
  return after.map((now, at) => now - before[at]!);
}

const told = ['messaging_process_duration_seconds_count', 'ecomm_events_retried_total', 'ecomm_dead_letters_total'];

test('each event that is handled is counted; one that comes again is not', async () => {
  const { deliver } = setup(() => {});
  const some = records([done(1, 1), done(2, 2), done(1, 3)]);
  expect(await grown(told, () => deliver(some))).toEqual([3, 0, 0]);
  expect(await grown(told, () => deliver(some))).toEqual([0, 0, 0]);
});

test('an outage is counted as attempts that will be made again, under what went wrong', async () => {
  const { deliver } = setup(fail(new Problem(503, 'users.unavailable', 'away')));
  const attempts = async () => {
    for (let attempt = 0; attempt < 3; attempt += 1) await deliver(records([done(1, 1)]));
  };
  expect(await grown(told, attempts)).toEqual([3, 3, 0]);
  const failed = { ...topic, error_type: 'users.unavailable' };
  expect(await count('messaging_process_duration_seconds_count', failed)).toBe(3);
});

test('a dead letter is counted once, under the topic that it came from', async () => {
  const { deliver, broker } = setup(() => {});
  const poison = records([{ ...done(1, 1), value: 'no json' }]);
  expect(
    await grown(told, async () => {
      broker(false);
      await deliver(poison);
      broker(true);
      await deliver(poison);
    }),
  ).toEqual([0, 1, 1]);
});

test('what is sent is counted when the broker has it, and not before; requests are counted with their end', async () => {
  const { topic: name } = records([done(1, 1)])[0]!;
  const messages = [done(1, 1), done(1, 2)];
  const rejected = async (): Promise<void> => {
    throw Object.assign(new Error('away'), { name: 'KafkaJSConnectionError' });
  };
  const accepted = async (): Promise<void> => {};
  const trouble = async () => {
    await measureSend(messages, rejected).catch(() => undefined);
    await measureCommit([name], rejected).catch(() => undefined);
  };
  expect(await grown(['messaging_client_sent_messages_total'], trouble)).toEqual([0]);
  const well = async () => {
    await measureSend(messages, accepted);
    await measureCommit([name], accepted);
  };
  expect(await grown(['messaging_client_sent_messages_total'], well)).toEqual([2]);
  const operation = 'messaging_client_operation_duration_seconds_count';
  expect(
    await count(operation, { ...topic, messaging_operation_name: 'send', error_type: 'KafkaJSConnectionError' }),
  ).toBe(1);
  expect(await count(operation, { ...topic, messaging_operation_name: 'commit' })).toBe(2);
});

test('what is awaited is there before it happens', async () => {
  expectEvents(['thing.awaited']);
  const labels = { messaging_destination_name: 'thing.awaited' };
  const found = parseMetrics((await expose()).text);
  for (const name of ['ecomm_dead_letters_total', 'ecomm_events_retried_total'])
    expect(sumOf(found, name, labels)).toBe(0);
});
