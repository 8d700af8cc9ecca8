import type { ServiceName } from '../../src/shop.fixture.ts';
import type { World } from '../fault.ts';

/** Stops every copy of a service, so that nobody is in its consumer group, and starts them after `work`, or when that says so. */
export async function withoutCopies<T>(
  world: World,
  service: ServiceName,
  work: (start: () => Promise<unknown>) => Promise<T>,
): Promise<T> {
  const copies = world.copies(service).map((name) => world.shop.process(name));
  let started: Promise<unknown> | undefined;
  const start = (): Promise<unknown> => (started ??= Promise.all(copies.map((one) => one.start())));
  await Promise.all(copies.map((one) => one.stop()));
  try {
    return await work(start);
  } finally {
    await start();
  }
}
