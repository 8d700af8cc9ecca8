import { requireGroup, withAdmin } from './client.ts';
import { columns } from './columns.ts';

export interface LagRow {
  topic: string;
  partition: number;
  /** The next offset the group will read; null before its first commit. */
  committed: number | null;
  end: number;
  lag: number;
}

/** How far a consumer group is behind, partition by partition, and the sum. */
export async function showLag(group: string, json: boolean): Promise<void> {
  const { rows, members } = await withAdmin(async (admin) => {
    const groupId = await requireGroup(admin, group);
    const { groups } = await admin.describeGroups([groupId]);
    const committed = await admin.fetchOffsets({ groupId });
    const perTopic = await Promise.all(
      committed.map(async ({ topic, partitions }) => {
        const ends = await admin.fetchTopicOffsets(topic);
        return partitions.map(({ partition, offset }) => lagRow(topic, partition, Number(offset), ends));
      }),
    );
    return { rows: perTopic.flat(), members: groups[0]?.members.length ?? 0 };
  });
  const sorted = rows.toSorted((a, b) => a.topic.localeCompare(b.topic) || a.partition - b.partition);
  const lag = sorted.reduce((sum, row) => sum + row.lag, 0);
  if (json) return console.log(JSON.stringify({ group, members, lag, partitions: sorted }));
  const cells = sorted.map(({ topic, partition, committed, end, lag: behind }) => [
    topic,
    partition,
    committed ?? '-',
    end,
    behind,
  ]);
  console.log(columns(['topic', 'partition', 'committed', 'end', 'lag'], cells));
  console.log(`\n${group}: lag ${lag}, ${members} consumer${members === 1 ? '' : 's'}`);
}

export function lagRow(
  topic: string,
  partition: number,
  offset: number,
  ends: readonly { partition: number; high: string; low: string }[],
): LagRow {
  const found = ends.find((one) => one.partition === partition);
  const [low, end] = [Number(found?.low ?? 0), Number(found?.high ?? 0)];
  const committed = offset < 0 ? null : offset;
  return { topic, partition, committed, end, lag: Math.max(0, end - Math.max(committed ?? low, low)) };
}
