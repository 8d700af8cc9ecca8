import type { Admin } from './kafka.ts';
import type { Assigned } from './reader.ts';

export interface Unread {
  group: string;
  topics: readonly string[];
  /** Only of these partitions, topics with their prefix; of all unless told. */
  assigned?: Assigned | undefined;
}

/** How many records of `topics` lie beyond what `group` has committed. */
export async function countUnread(admin: Admin, prefix: string, { group, topics, assigned }: Unread): Promise<number> {
  const names = topics.map((topic) => prefix + topic);
  const committed = await admin.fetchOffsets({ groupId: prefix + group, topics: names });
  let count = 0;
  for (const { topic, partitions } of committed) {
    const mine = assigned ? (assigned[topic] ?? []) : partitions.map(({ partition }) => partition);
    if (mine.length === 0) continue;
    const ends = await admin.fetchTopicOffsets(topic);
    for (const { partition, high, low } of ends) {
      if (!mine.includes(partition)) continue;
      const offset = Number(partitions.find((one) => one.partition === partition)?.offset ?? -1);
      count += Math.max(0, Number(high) - Math.max(offset, Number(low)));
    }
  }
  return count;
}
