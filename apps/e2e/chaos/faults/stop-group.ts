import type { ServiceName } from '../../src/shop.fixture.ts';
import type { World } from '../fault.ts';

/** Stops every copy of a service, so that nobody is in its consumer group, and starts them after `work`. */
export async function withoutCopies<T>(world: World, service: ServiceName, work: () => Promise<T>): Promise<T> {
  const copies = world.copies(service).map((name) => world.shop.process(name));
  await Promise.all(copies.map((one) => one.stop()));
  try {
    return await work();
  } finally {
    await Promise.all(copies.map((one) => one.start()));
  }
}
