import type { About } from '@ecomm/runtime/span';

/** Each with its kind of span, and its type among OpenTelemetry's. */
const operations = {
  send: ['producer', 'send'],
  receive: ['client', 'receive'],
  process: ['consumer', 'process'],
  dead_letter: ['client', 'settle'],
} as const;
const abouts = new Map<string, About>();

/**
 * What is said of one kind of work with messages, of one topic unless it is undefined, by OpenTelemetry's conventions for
 * messaging.
 */
export function aboutMessages(operation: keyof typeof operations, topic: string | undefined, group?: string): About {
  const key = `${operation} ${topic} ${group}`;
  let about = abouts.get(key);
  if (!about) {
    const [kind, type] = operations[operation];
    about = {
      name: topic === undefined ? operation : `${operation} ${topic}`,
      kind,
      attributes: {
        'messaging.system.name': 'kafka',
        'messaging.operation.name': operation,
        'messaging.operation.type': type,
        ...(topic === undefined ? {} : { 'messaging.destination.name': topic }),
        ...(group === undefined ? {} : { 'messaging.consumer.group.name': group }),
      },
    };
    abouts.set(key, about);
  }
  return about;
}
