import { expect, test } from 'bun:test';
import { until } from '@ecomm/testing/until';
import { log, oneByOne } from './broker.fixture.ts';
import type { Consumer } from './kafka.ts';
import { reader } from './reader.ts';

/** Consumers that do what `act` has them do once they run; answers when each was made. */
function startReader(act: (emit: (event: string) => void) => void) {
  const made: number[] = [];
  const newConsumer = (): Consumer => {
    made.push(performance.now());
    const listeners = new Map<string, (event: unknown) => void>();
    const consumer = {
      on: (event: string, listener: (event: unknown) => void) => void listeners.set(event, listener),
      connect: async () => {},
      subscribe: async () => {},
      disconnect: async () => {},
      run: async () => act((event) => listeners.get(event)?.({ payload: { error: new Error('cannot fetch') } })),
    };
    return consumer as unknown as Consumer;
  };
  const options = { service: 'test', newConsumer, ready: async () => {}, topics: ['t'], prefix: '', log };
  const started = reader({ ...options, deliver: oneByOne(async ({ length }) => ({ done: length })) });
  started.start();
  return { made, stop: () => started.stop() };
}

test('a consumer that joins its group but cannot fetch is replaced ever more rarely', async () => {
  const { made, stop } = startReader((emit) => {
    emit('consumer.group_join');
    emit('consumer.crash');
  });
  await until(() => made.length === 5);
  expect(made[4]! - made[0]!).toBeGreaterThan(100 + 200 + 400 + 800 - 50);
  await stop();
});

test('a consumer that fetched before it was lost is replaced at once', async () => {
  const { made, stop } = startReader((emit) => {
    emit('consumer.group_join');
    emit('consumer.fetch');
    emit('consumer.crash');
  });
  await until(() => made.length === 5);
  expect(made[4]! - made[0]!).toBeLessThan(1_400);
  await stop();
});
