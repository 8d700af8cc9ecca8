import { expect, test } from 'bun:test';
import { decode, encode, Undecodable } from './envelope.ts';
import { done, records, thingDone } from './example.fixture.ts';

const id = '0198a000-0000-7000-8000-000000000001';
const causeId = '0198a000-0000-7000-8000-000000000000';
const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

test('an event travels as a CloudEvent in binary mode, its value is the plain payload', () => {
  const time = '2026-01-02T03:04:05.678Z';
  expect(encode(thingDone, { id, time, traceparent, causeId, payload: { thing_id: 7, n: 1 } })).toEqual({
    topic: 'thing.done',
    key: '7',
    value: '{"thing_id":7,"n":1}',
    headers: {
      ce_specversion: '1.0',
      ce_id: id,
      ce_type: 'thing.done',
      ce_source: '/things',
      ce_subject: '7',
      ce_time: time,
      ce_dataschema: 'thing.done/1',
      'content-type': 'application/json',
      traceparent,
      ce_causationid: causeId,
    },
  });
});

test('what was encoded is decoded to the same event', () => {
  const [record] = records([encode(thingDone, { id, traceparent, causeId, payload: { thing_id: 7, n: 1 } })], 42);
  expect(record && decode(record)).toMatchObject({
    id,
    type: 'thing.done',
    dataschema: 'thing.done/1',
    key: '7',
    payload: { thing_id: 7, n: 1 },
    traceparent,
    causeId,
    topic: 'thing.done',
    partition: 0,
    offset: '42',
  });
});

test.each([
  ['no value', { value: null }],
  ['not JSON', { value: Buffer.from('{') }],
  ['not JSON', { value: Buffer.from([0x22, 0xff, 0xfe, 0x22]) }],
  ['no ce_id header', { headers: {} }],
])('a record with %s is undecodable', (reason, broken) => {
  const [record] = records([done(1, 1)]);
  const read = () => decode({ ...record!, ...broken });
  expect(read).toThrow(Undecodable);
  expect(read).toThrow(reason);
});

test('an event that nothing caused but a request names no cause', () => {
  const message = encode(thingDone, { id, payload: { thing_id: 7, n: 1 } });
  expect(message.headers).not.toHaveProperty('ce_causationid');
  expect(decode(records([message])[0]!)).not.toHaveProperty('causeId');
});
