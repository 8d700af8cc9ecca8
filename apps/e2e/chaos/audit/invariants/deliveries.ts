import { eventsOf } from '../evidence/events-of.ts';
import type { Evidence } from '../evidence/evidence.ts';
import { deadLetterTopic, groups, groupsOf, topicsOf, type Group } from '../evidence/subscriptions.ts';
import { Inquiry, type Verdict } from '../verdict.ts';

interface Place {
  topic: string;
  partition: number;
  offset: number | string;
}

const placeOf = ({ topic, partition, offset }: Place): string => `${topic}/${partition}@${offset}`;

/** What a group put aside, by its dead-letter topics and by its rows, as places of the records. */
function putAside({ topics, deadLetters }: Evidence, group: Group): { written: Set<string>; kept: Set<string> } {
  const written = topicsOf(group).flatMap((topic) => topics.get(deadLetterTopic(topic, group)) ?? []);
  const kept = deadLetters.filter(({ consumer }) => consumer === group);
  return {
    written: new Set(written.map(({ was }) => (was ? placeOf(was) : 'nowhere'))),
    kept: new Set(kept.map(placeOf)),
  };
}

export function deadLettersArePoison(evidence: Evidence): Verdict {
  const inquiry = new Inquiry('I13', 'dead letters = exactly the poison that was planted; an outage makes none');
  const poison = evidence.record.planted.filter(({ kind }) => kind === 'poison');
  for (const group of groups) {
    const { written, kept } = putAside(evidence, group);
    const planted = new Map(
      poison.filter(({ topic }) => groupsOf(topic).includes(group)).map((one) => [placeOf(one), one]),
    );
    for (const [place, { what }] of planted) {
      inquiry.check(written.has(place), () => `${group} has no dead letter of ${place} (${what})`);
      inquiry.check(kept.has(place), () => `${group} has no row of its dead letter ${place} (${what})`);
    }
    for (const place of written.union(kept))
      inquiry.check(planted.has(place), () => `${group} put ${place} aside, which nobody poisoned`);
  }
  return inquiry.verdict(`poisoned records: ${poison.length}`);
}

interface Effect {
  group: string;
  causeId: string;
  what: string;
  orderId: string | null;
}

/** Whatever says of itself which event it comes from. */
function* effectsOf({ history, timeline, outboxes, notifications }: Evidence): Generator<Effect> {
  for (const rows of history.values())
    for (const { order_id, status, cause_id } of rows)
      if (cause_id) yield { group: 'orders-group', causeId: cause_id, what: `status ${status}`, orderId: order_id };
  for (const rows of timeline.values())
    for (const { order_id, type, event_id } of rows)
      yield { group: 'orders-group', causeId: event_id, what: `timeline's ${type}`, orderId: order_id };
  for (const [service, rows] of outboxes)
    for (const { topic, id, order_id, cause_id } of rows)
      if (cause_id) yield { group: `${service}-group`, causeId: cause_id, what: `${topic} ${id}`, orderId: order_id };
  for (const { event_id, template, order_id } of notifications)
    yield { group: 'notifications-group', causeId: event_id, what: `mail ${template}`, orderId: order_id };
}

export function effectsAreInTheInbox(evidence: Evidence): Verdict {
  const inquiry = new Inquiry('I14', 'every event with an effect is in the inbox once');
  const events = eventsOf(evidence);
  const staged = new Map([...evidence.outboxes.values()].flat().map(({ id, topic }) => [id, topic]));
  for (const { group, causeId, what, orderId } of effectsOf(evidence)) {
    const topic = events.get(causeId)?.topic ?? staged.get(causeId);
    // What a service caused by an event of its own, which it does not read, has been through no inbox.
    const read = topic === undefined || (groupsOf(topic) as readonly string[]).includes(group);
    inquiry.check(
      topic !== undefined && (!read || evidence.inboxes.get(group)?.has(causeId) === true),
      () =>
        topic === undefined
          ? `${what} was caused by ${causeId}, an event that nobody published`
          : `${what} was caused by ${topic} ${causeId}, which is not in the inbox of ${group}`,
      orderId,
    );
  }
  return inquiry.verdict();
}

export function offsetsFollowTheWork(evidence: Evidence): Verdict {
  const inquiry = new Inquiry('I15', 'no committed offset is ahead of the work');
  for (const group of groups) {
    const had = evidence.inboxes.get(group) ?? new Map<string, number>();
    const { written, kept } = putAside(evidence, group);
    const offsets = new Map(
      evidence.offsets
        .filter((one) => one.group === group)
        .map(({ topic, partition, committed }) => [`${topic}/${partition}`, committed]),
    );
    for (const record of topicsOf(group).flatMap((topic) => evidence.topics.get(topic) ?? [])) {
      if (record.offset >= (offsets.get(`${record.topic}/${record.partition}`) ?? 0)) continue;
      const place = placeOf(record);
      inquiry.check(
        (record.eventId !== null && had.has(record.eventId.toLowerCase())) || written.has(place) || kept.has(place),
        () => `${group} has committed past ${place} (event ${record.eventId}) and has had no such event`,
        record.orderId,
      );
    }
  }
  return inquiry.verdict();
}
