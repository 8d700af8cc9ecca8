import type { World } from '../../fault.ts';
import type { RunRecord } from '../../record/run-record.ts';
import { collectQueues } from './collect-queues.ts';
import { collectNotifications, collectOrders, collectPayments, collectProducts } from './collect-rows.ts';
import type { Evidence, TopicRecord } from './evidence.ts';
import { readTopics } from './read-topics.ts';

/** Reads what is on record of a shop at rest: five databases, all topics, offsets, mails and the harness' own record. */
export async function collectEvidence({
  shop,
  record,
  mail,
}: {
  shop: World['shop'];
  record: RunRecord;
  mail: Pick<World['mail'], 'received'>;
}): Promise<Evidence> {
  const [orders, payments, products, notifications, queues, read] = await Promise.all([
    collectOrders(shop),
    collectPayments(shop),
    collectProducts(shop),
    collectNotifications(shop),
    collectQueues(shop),
    readTopics(shop),
  ]);
  const mails = mail.received.map(({ notificationId, at, answered }) => ({ notificationId, at, answered }));
  return {
    record,
    collectedAt: Date.now(),
    ...orders,
    ...payments,
    ...products,
    ...notifications,
    ...queues,
    ...read,
    topics: new Map(Array.from(read.topics, ([topic, records]) => [topic, markPlanted(records, record.planted)])),
    mails,
  };
}

function markPlanted(records: readonly TopicRecord[], planted: RunRecord['planted']): TopicRecord[] {
  const kinds = new Map(planted.map((one) => [`${one.topic}/${one.partition}@${one.offset}`, one.kind]));
  return records.map((record) => {
    const kind = kinds.get(`${record.topic}/${record.partition}@${record.offset}`);
    return kind ? { ...record, planted: kind } : record;
  });
}
