import { createInterface } from 'node:readline/promises';
import { ConfigResourceTypes, ConfigSource, type Admin } from 'kafkajs';
import { CannotStart } from '../shop/cannot-start.ts';
import { until } from '../shop/until.ts';
import { requireTopic, withAdmin } from './client.ts';

/** Deletes a topic with all its events and makes it anew, with the partitions and settings it had. */
export async function recreateTopic(name: string, { yes }: { yes: boolean }): Promise<void> {
  await withAdmin(async (admin) => {
    const topic = await requireTopic(admin, name);
    const { partitions, settings } = await describe(admin, topic);
    if (!yes && !(await confirmed(topic))) return console.log('Nothing was changed.');
    await admin.deleteTopics({ topics: [topic] });
    const gone = await until(async () => !(await admin.listTopics()).includes(topic), 10_000);
    if (!gone) throw new CannotStart(`${topic} is still being deleted after 10 s: run the command again in a moment.`);
    await admin.createTopics({
      topics: [{ topic, numPartitions: partitions, replicationFactor: 1, configEntries: settings }],
      waitForLeaders: true,
    });
    console.log(
      `${topic} is new and empty: ${partitions} partitions, ${settings.map(({ name: key, value }) => `${key}=${value}`).join(', ') || 'default settings'}.`,
    );
  });
}

async function describe(admin: Admin, topic: string) {
  const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: [{ type: ConfigResourceTypes.TOPIC, name: topic }],
  });
  const settings = (resources[0]?.configEntries ?? [])
    .filter((entry) => entry.configSource === ConfigSource.TOPIC_CONFIG) // set for this topic, no default of the broker's
    .map((entry) => ({ name: entry.configName, value: entry.configValue }));
  return { partitions: topics[0]?.partitions.length ?? 1, settings };
}

async function confirmed(topic: string): Promise<boolean> {
  if (!process.stdin.isTTY) throw new CannotStart(`This deletes every event of ${topic}: say so with --yes.`);
  const ask = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await ask.question(`Delete every event of ${topic}? [y/N] `);
  ask.close();
  return /^y(es)?$/i.test(answer.trim());
}
