import { until } from '@ecomm/testing/until';
import type { ServiceName } from '../../src/shop.fixture.ts';
import type { Bar, World } from '../fault.ts';
import { untilMoreAcked } from './measure-requests.ts';
import { withAdmin } from './read-records.ts';
import { withoutCopies } from './stop-group.ts';

const readers = ['orders', 'payments', 'products', 'notifications'] as const satisfies ServiceName[];

/** Every group is set back to the beginning of every topic it reads, one after another. */
export async function replayTopics(world: World): Promise<Bar[]> {
  for (const service of readers) {
    await untilMoreAcked(world, 10);
    await withoutCopies(world, service, () => setBack(world, `${world.shop.prefix}${service}-group`));
  }
  return [];
}

/** Who has committed nothing begins at the beginning. One call, where kafkajs joins the group for each topic to set it back. */
const setBack = (world: World, groupId: string): Promise<boolean> =>
  until(() => withAdmin(world, (admin) => admin.deleteGroups([groupId]).then(() => true)), {
    // A member that was stopped leaves at once, one that was killed when its session is over.
    timeoutMs: 30_000,
    what: `${groupId} to be empty`,
  });
