import { withAdmin } from './client.ts';
import { columns } from './columns.ts';

export interface TopicRow {
  topic: string;
  partitions: number;
  /** Events it holds now: those past its retention are gone. */
  events: number;
}

/** Every topic but Kafka's own. */
export async function listTopics(json: boolean): Promise<void> {
  const rows = await withAdmin(async (admin) => {
    const names = (await admin.listTopics()).filter((name) => !name.startsWith('__')).toSorted();
    const found: TopicRow[] = [];
    for (const topic of names) {
      const offsets = await admin.fetchTopicOffsets(topic); // one at a time: kafkajs serialises them, and gives up on a queue
      const events = offsets.reduce((sum, { high, low }) => sum + Number(high) - Number(low), 0);
      found.push({ topic, partitions: offsets.length, events });
    }
    return found;
  });
  if (json) for (const row of rows) console.log(JSON.stringify(row));
  else
    console.log(
      columns(
        ['topic', 'partitions', 'events'],
        rows.map(({ topic, partitions, events }) => [topic, partitions, events]),
      ),
    );
}
