import { TypeCompiler } from '@sinclair/typebox/compiler';
import { dataschema, decode, Undecodable, type Event, type InRecord } from './envelope.ts';
import type { Subscription } from './subscription.ts';

/** Makes the reader of a group's records: a valid event of a subscribed type and version, or why there is none. */
export function validator(subscriptions: readonly Subscription<never>[]): (record: InRecord) => Event | Undecodable {
  const known = new Map(
    subscriptions.map(({ eventType }) => [
      eventType.topic,
      { type: eventType.type, dataschema: dataschema(eventType), schema: TypeCompiler.Compile(eventType.schema) },
    ]),
  );
  return (record) => {
    try {
      const { dataschema, ...event } = decode(record);
      const expected = known.get(record.topic);
      if (event.type !== expected?.type) return new Undecodable(`unknown type ${event.type}`);
      if (dataschema !== expected.dataschema) return new Undecodable(`unknown version ${dataschema}`);
      if (expected.schema.Check(event.payload)) return event;
      const wrong = expected.schema.Errors(event.payload).First();
      return new Undecodable(`invalid: ${wrong?.path || '/'} ${wrong?.message}`);
    } catch (error) {
      if (error instanceof Undecodable) return error;
      throw error;
    }
  };
}
