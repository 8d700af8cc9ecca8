import type { World } from '../fault.ts';

/** Stops the broker, and starts it after `work`. */
export async function withoutBroker<T>({ shop }: World, work: () => Promise<T>): Promise<T> {
  const broker = shop.process('kafka');
  await broker.stop();
  try {
    return await work();
  } finally {
    await broker.start();
  }
}
