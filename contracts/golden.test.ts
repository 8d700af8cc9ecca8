import { describe, expect, test } from 'bun:test';
import type { TObject } from '@sinclair/typebox';
import { TypeCompiler } from '@sinclair/typebox/compiler';
import * as generated from './generated/events.ts';
import { goldenRecords } from './golden.ts';

const events = Object.values(generated).filter((one) => 'topic' in one);
const all = goldenRecords();

test('every version of every event has golden records, and no other event has', () => {
  const versions = events.flatMap(({ type, version }) =>
    Array.from({ length: version }, (_, before) => `${type}/${before + 1}`),
  );
  expect([...new Set(all.map(({ type, version }) => `${type}/${version}`))]).toEqual(versions.toSorted());
});

test('no two are the same event', () => {
  expect(new Set(all.map(({ headers }) => headers.ce_id)).size).toBe(all.length);
});

describe.each(all.map((record) => [record.name, record] as const))('%s', (_, { type, version, ...record }) => {
  const event = events.find((one) => one.type === type)!;
  const value = JSON.parse(record.value) as Record<string, unknown>;

  test('has the topic, key and headers that its owner sends', () => {
    expect(record).toMatchObject({ topic: event.topic, key: String(value[event.key]) });
    expect(record.headers).toEqual({
      ce_specversion: '1.0',
      ce_id: expect.stringMatching(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/),
      ce_type: type,
      ce_source: `/${event.owner}`,
      ce_subject: record.key,
      ce_time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      ce_dataschema: `${type}/${version}`,
      'content-type': 'application/json',
      ...(record.headers.ce_causationid ? { ce_causationid: expect.stringMatching(/^[\da-f-]{36}$/) } : {}),
      ...(record.headers.traceparent ? { traceparent: expect.stringMatching(/^00-[\da-f]{32}-[\da-f]{16}-01$/) } : {}),
    });
  });

  test.if(version === event.version)('is what the schema of today says', () => {
    expect([...TypeCompiler.Compile(event.schema).Errors(value)]).toEqual([]);
  });
});

test.each(events.map((event) => [event.type, event] as const))(
  '%s: each field that may be missing is there in one record and missing in another',
  (type, { version, schema }) => {
    const values = all
      .filter((record) => record.type === type && record.version === version)
      .map((record) => Object.keys(JSON.parse(record.value) as object));
    const { properties, required = [] } = schema as TObject;
    for (const field of Object.keys(properties).filter((name) => !required.includes(name))) {
      const having = values.filter((fields) => fields.includes(field)).length;
      expect({ field, isInSome: having > 0, isInAll: having === values.length }).toEqual({
        field,
        isInSome: true,
        isInAll: false,
      });
    }
  },
);
