/** One `@event` of the TypeSpec sources. */
export interface DeclaredEvent {
  type: string;
  topic: string;
  key: string;
  owner: string;
  version: number;
  /** Name of the payload's model. */
  model: string;
  description: string;
  /** A payload as it may be: the model's `@example`. */
  example: Record<string, unknown>;
}

/**
 * AsyncAPI 3.0 document of the events: a channel per topic, a send operation per owner, a message with its CloudEvents
 * headers per event. Payloads refer to `#/components/schemas/<model>`, which the caller adds.
 * Header names: CloudEvents Kafka binding, binary mode.
 */
export function asyncapi(events: DeclaredEvent[]) {
  const topics = [...new Set(events.map((event) => event.topic))];
  const on = (topic: string) => events.filter((event) => event.topic === topic);
  const owners = [...new Set(events.map(({ owner }) => owner))].toSorted();
  return {
    asyncapi: '3.0.0',
    id: 'urn:ecomm:events',
    info: {
      title: 'Ecomm events',
      version: '1.0.0',
      description:
        'At-least-once, in order per key. What a consumer cannot read goes to `<topic>.<group>.dlq` with its headers.',
      license: { name: 'MIT' },
      tags: owners.map((name) => ({ name, description: `What ${name} publishes.` })),
    },
    defaultContentType: 'application/json',
    servers: { local: { host: 'localhost:9092', protocol: 'kafka', description: 'KAFKA_BROKERS of this machine' } },
    channels: Object.fromEntries(topics.map((topic) => [topic, channel(topic, on(topic))])),
    operations: Object.fromEntries(events.map((event) => [`${event.owner}.send${event.model}`, sending(event)])),
    components: { messages: Object.fromEntries(events.map((event) => [event.model, message(event)])), schemas: {} },
  };
}

function channel(topic: string, events: DeclaredEvent[]) {
  return {
    address: topic,
    description: events.map(({ description }) => description).join(' '),
    messages: Object.fromEntries(events.map(({ model }) => [model, { $ref: `#/components/messages/${model}` }])),
    bindings: {
      kafka: {
        topic,
        partitions: 6,
        topicConfiguration: { 'retention.ms': 7 * 24 * 3600 * 1000 },
        bindingVersion: '0.5.0',
      },
    },
  };
}

function sending({ model, topic, owner }: DeclaredEvent) {
  return {
    action: 'send',
    summary: `${owner} publishes it.`,
    tags: [{ name: owner }],
    channel: { $ref: `#/channels/${topic}` },
    messages: [{ $ref: `#/channels/${topic}/messages/${model}` }],
  };
}

function message(event: DeclaredEvent) {
  const { type, key, owner, version, model, description, example } = event;
  return {
    name: type,
    title: model,
    summary: description,
    contentType: 'application/json',
    headers: {
      type: 'object',
      required: ['ce_specversion', 'ce_id', 'ce_type', 'ce_source', 'ce_time', 'ce_subject', 'ce_dataschema'],
      properties: {
        ce_specversion: { type: 'string', const: '1.0', description: 'The version of CloudEvents.' },
        ce_id: {
          type: 'string',
          format: 'uuid',
          description: "The event's id. Who has had an event of this id skips it.",
        },
        ce_type: { type: 'string', const: type, description: 'What happened.' },
        ce_source: { type: 'string', const: `/${owner}`, description: 'The service that published it.' },
        ce_time: { type: 'string', format: 'date-time', description: 'When it happened.' },
        ce_subject: { type: 'string', description: "The record's key, as text." },
        ce_dataschema: {
          type: 'string',
          const: `${type}/${version}`,
          description: 'The schema of the value: type and version.',
        },
        'content-type': { type: 'string', const: 'application/json', description: 'What the value is.' },
        traceparent: { type: 'string', description: 'W3C trace context of the cause.' },
        ce_causationid: {
          type: 'string',
          format: 'uuid',
          description: 'The event whose handling caused it; absent where a request or a timer did.',
        },
      },
    },
    payload: { $ref: `#/components/schemas/${model}` },
    bindings: { kafka: { key: { type: 'string', description: key }, bindingVersion: '0.5.0' } },
    tags: [{ name: owner }],
    examples: [{ name: type, headers: headersOf(event), payload: example }],
  };
}

/** The headers that go with the example. */
const headersOf = ({ type, key, owner, version, example }: DeclaredEvent) => ({
  ce_specversion: '1.0',
  ce_id: '0198c0de-0000-7000-8000-000000000004',
  ce_type: type,
  ce_source: `/${owner}`,
  ce_time: example.occurred_at ?? example.created_at,
  ce_subject: String(example[key]),
  ce_dataschema: `${type}/${version}`,
  'content-type': 'application/json',
  traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
  ce_causationid: '0198c0de-0000-7000-8000-000000000005',
});
