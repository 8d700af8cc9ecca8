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
}

/**
 * AsyncAPI 3.0 document of the events: a channel per topic, a send operation per owner, a message with its CloudEvents
 * headers per event. Payloads refer to `#/components/schemas/<model>`, which the caller adds.
 * Header names: CloudEvents Kafka binding, binary mode.
 */
export function asyncapi(events: DeclaredEvent[]) {
  const topics = [...new Set(events.map((event) => event.topic))];
  const on = (topic: string) => events.filter((event) => event.topic === topic);
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Ecomm events',
      version: '1.0.0',
      description:
        'At-least-once, in order per key. What a consumer cannot read goes to `<topic>.<group>.dlq` with its headers.',
    },
    defaultContentType: 'application/json',
    servers: { local: { host: 'localhost:9092', protocol: 'kafka', description: 'this machine' } },
    channels: Object.fromEntries(topics.map((topic) => [topic, channel(topic, on(topic))])),
    operations: Object.fromEntries(events.map((event) => [`${event.owner}.send${event.model}`, sending(event)])),
    components: { messages: Object.fromEntries(events.map((event) => [event.model, message(event)])), schemas: {} },
  };
}

function channel(topic: string, events: DeclaredEvent[]) {
  return {
    address: topic,
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
    channel: { $ref: `#/channels/${topic}` },
    messages: [{ $ref: `#/channels/${topic}/messages/${model}` }],
  };
}

function message({ type, key, owner, version, model, description }: DeclaredEvent) {
  return {
    name: type,
    title: model,
    summary: description,
    contentType: 'application/json',
    headers: {
      type: 'object',
      required: ['ce_specversion', 'ce_id', 'ce_type', 'ce_source', 'ce_time', 'ce_subject', 'ce_dataschema'],
      properties: {
        ce_specversion: { type: 'string', const: '1.0' },
        ce_id: { type: 'string', format: 'uuid', description: 'Also the key of deduplication.' },
        ce_type: { type: 'string', const: type },
        ce_source: { type: 'string', description: `Who published it: ${owner}.` },
        ce_time: { type: 'string', format: 'date-time' },
        ce_subject: { type: 'string', description: `The record's key: ${key}.` },
        ce_dataschema: { type: 'string', const: `${type}/${version}` },
        'content-type': { type: 'string', const: 'application/json' },
        traceparent: { type: 'string', description: 'W3C trace context of the cause.' },
      },
    },
    payload: { $ref: `#/components/schemas/${model}` },
    bindings: { kafka: { key: { type: 'string', description: key }, bindingVersion: '0.5.0' } },
  };
}
