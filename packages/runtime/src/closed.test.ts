import { expect, test } from 'bun:test';
import { Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { closed } from './closed.ts';

const Item = Type.Object({ id: Type.Integer(), note: Type.Optional(Type.String()) });
const open = Type.Object({ items: Type.Array(Item), one: Type.Union([Item, Type.Null()]) });
const good = { items: [{ id: 1, note: 'x' }], one: { id: 2 } };

test.each([
  ['at the top', { ...good, more: 1 }],
  ['in a list', { ...good, items: [{ id: 1, more: 1 }] }],
  ['in one of several kinds', { ...good, one: { id: 2, more: 1 } }],
])('an unknown field %s is refused, and only by the closed schema', (_where, payload) => {
  expect(Value.Check(open, payload)).toBe(true);
  expect(Value.Check(closed(open), payload)).toBe(false);
});

test('what is known is accepted', () => {
  expect(Value.Check(closed(open), good)).toBe(true);
  expect(Value.Check(closed(open), { items: [], one: null })).toBe(true);
});

test('an object that says it is open stays open', () => {
  expect(Value.Check(closed(Type.Object({}, { additionalProperties: true })), { any: 1 })).toBe(true);
});

test.each([
  [Type.Intersect([Item, open]), 'a schema with allOf cannot be closed'],
  [Type.Object({ at: Type.String({ format: 'moment' }) }), 'the format moment of the contract is not registered'],
])('what cannot be closed stops the start, not each request: %#', (schema, why) => {
  expect(() => closed(schema)).toThrow(why);
});
