import type { Static, TSchema } from '@sinclair/typebox';
import { undecodableHeader } from './compression.ts';

/** What a topic carries, as the contracts generate it. `key` names the payload's field that is the partition key. */
export interface EventType<S extends TSchema = TSchema> {
  readonly type: string;
  readonly topic: string;
  readonly version: number;
  readonly key: string;
  /** The service that publishes it. */
  readonly owner: string;
  readonly schema: S;
}

export interface Event<P = unknown> {
  id: string;
  type: string;
  key: string;
  payload: P;
  /** RFC 3339 UTC: when it happened. */
  time: string;
  traceparent?: string;
  /** The event whose handling published this one. */
  causeId?: string;
  topic: string;
  partition: number;
  offset: string;
}

export type Header = string | Buffer;
export type Headers = Record<string, Header | Header[]>;

/** A record to send. `topic` is without the bus's prefix; a null value is possible only in dead letters. */
export interface OutMessage {
  topic: string;
  key: string | Buffer | null;
  value: string | Buffer | null;
  headers: Headers;
}

/** A record as it was read. `topic` is without the bus's prefix. */
export interface InRecord {
  topic: string;
  partition: number;
  offset: string;
  key: Buffer | null;
  value: Buffer | null;
  headers: Headers;
}

export interface Envelope<S extends TSchema = TSchema> {
  id: string;
  payload: Static<S>;
  /** RFC 3339 UTC; now unless told. */
  time?: string;
  traceparent?: string;
  causeId?: string;
}

/** The event as a Kafka record: CloudEvents 1.0 in binary mode, the value plain JSON (behaviour.md §8). */
export function encode<S extends TSchema>(eventType: EventType<S>, envelope: Envelope<S>): OutMessage {
  const { id, payload, time = new Date().toISOString(), traceparent, causeId } = envelope;
  const key = String(Object(payload)[eventType.key]);
  return record(eventType, { id, key, value: JSON.stringify(payload), time, traceparent, causeId });
}

export interface Attributes {
  id: string;
  key: string;
  /** The payload's JSON. */
  value: string;
  /** RFC 3339 UTC. */
  time: string;
  traceparent?: string | null | undefined;
  causeId?: string | null | undefined;
}

/** The same for a payload that is JSON already, as in the outbox. */
export function record(
  eventType: Pick<EventType, 'type' | 'topic' | 'version' | 'owner'>,
  { id, key, value, time, traceparent, causeId }: Attributes,
): OutMessage {
  return {
    topic: eventType.topic,
    key,
    value,
    headers: {
      ce_specversion: '1.0',
      ce_id: id,
      ce_type: eventType.type,
      ce_source: `/${eventType.owner}`,
      ce_subject: key,
      ce_time: time,
      ce_dataschema: dataschema(eventType),
      'content-type': 'application/json',
      ...(traceparent ? { traceparent } : {}),
      ...(causeId ? { ce_causationid: causeId } : {}),
    },
  };
}

/** The name of an event's version: `order.created/1`. */
export const dataschema = ({ type, version }: Pick<EventType, 'type' | 'version'>): string => `${type}/${version}`;

/** A record that no attempt will ever make readable; its message is the dead letter's reason. */
export class Undecodable extends Error {
  override readonly name = 'Undecodable';
}

/** The event in `record` and the version its headers claim. The payload is parsed, not yet validated. */
export function decode(record: InRecord): Event & { dataschema: string } {
  const header = (name: string): string | undefined => text(record.headers[name]);
  const required = (name: string): string => {
    const value = header(name);
    if (!value) throw new Undecodable(`undecodable: no ${name} header`);
    return value;
  };
  const unreadable = header(undecodableHeader);
  if (unreadable) throw new Undecodable(`undecodable: ${unreadable}`);
  const traceparent = header('traceparent');
  const causeId = header('ce_causationid');
  return {
    id: required('ce_id'),
    type: required('ce_type'),
    dataschema: required('ce_dataschema'),
    time: header('ce_time') ?? '',
    key: record.key?.toString() ?? '',
    payload: parse(record.value),
    ...(traceparent ? { traceparent } : {}),
    ...(causeId ? { causeId } : {}),
    topic: record.topic,
    partition: record.partition,
    offset: record.offset,
  };
}

const text = (header: Header | Header[] | null | undefined): string | undefined =>
  (Array.isArray(header) ? header[0] : header)?.toString();

function parse(value: Buffer | null): unknown {
  if (value === null) throw new Undecodable('undecodable: no value');
  try {
    return JSON.parse(utf8.decode(value));
  } catch {
    throw new Undecodable('undecodable: not JSON');
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true });
