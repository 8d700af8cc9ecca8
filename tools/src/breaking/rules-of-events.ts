const version =
  'Publish a new event type on a topic of its own beside the old one, move the consumers over, then stop the old: a topic keeps its events for 7 days.';
const optional = `Add an optional field and let consumers live without it. Or: ${version}`;

/** The compatible way for each rule of events: old consumers read new events, new consumers read old ones. */
export const eventRules = {
  'event-removed': 'Go on publishing it until no service subscribes, then remove it with a record.',
  'event-renamed': version,
  'event-topic-changed': 'Publish on both topics until all consumers read the new one.',
  'event-key-changed':
    'The key decides order and partition; publish a new event with the new key on a topic of its own.',
  'event-owner-changed':
    'Let the old owner stop and the new one start in one release, and record it: two publishers have no order.',
  'event-version-changed': `Consumers dead-letter a version they do not know, and so do new ones with what lies in the topic. ${version}`,
  'event-field-removed': 'Go on sending the field until no consumer reads it.',
  'event-field-required': optional,
  'event-field-optional': 'Go on sending it always: consumers of before refuse an event without it.',
  'event-enum-narrowed': 'Keep the value in the enum: events that carry it lie in the topics.',
  'event-enum-widened': `Consumers of before dead-letter the value. ${version}`,
  'event-tightened':
    'Keep the bound in the schema and check the tighter one when publishing: older events still have to be read.',
  'event-loosened': `Consumers of before check by their own schema and dead-letter what exceeds it. ${version}`,
  'event-type-changed': 'Add a field of the new type beside the old one.',
  'event-null-refused': 'Go on reading null: events that carry it lie in the topics.',
  'event-null-added': 'Leave the field out instead: make a new optional field for it.',
  'event-closed': 'Leave the payload open: a later event may carry more.',
  'golden-changed': 'Leave the file; put the new example beside it under another name. What was released was released.',
  'golden-removed': 'Put the file back: topics and archives may still hold such an event.',
} as const;
