import { expect, test } from 'bun:test';
import { compareSchemas } from './compare-schemas.ts';
import type { Schema } from './documents.ts';

const text: Schema = { type: 'string' };
const number: Schema = { type: 'number' };
const object = (properties: Record<string, Schema>, required: string[] = []): Schema => ({
  type: 'object',
  properties,
  required,
});
const all = (...allOf: Schema[]): Schema => ({ allOf });
const any = (...anyOf: Schema[]): Schema => ({ anyOf });
const list = (...values: unknown[]): Schema => ({ enum: values });
const orNull: Schema = { type: ['string', 'null'] };
const closed = (schema: Schema): Schema => ({ ...schema, unevaluatedProperties: { not: {} } });

function rules(a: Schema, b: Schema, way: 'in' | 'out' | 'both', defs: Record<string, Schema>[] = [{}, {}]): string[] {
  const [before = {}, after = {}] = defs.map(($defs) => ({ $defs }));
  const direction = { in: way !== 'out', out: way !== 'in', strict: way === 'both' };
  return compareSchemas({ before, after, direction }, a, b, { keys: [], path: '' }).map(({ rule }) => rule);
}

/** What differs; then what breaks for a reader of requests and for a reader of answers. */
const table: [string, Schema, Schema, string[], string[]][] = [
  ['nothing', object({ a: text }, ['a']), object({ a: text }, ['a']), [], []],
  ['a type', text, number, ['type-changed'], ['type-changed']],
  ['integer to number', { type: 'integer' }, number, [], ['type-changed']],
  ['number to integer', number, { type: 'integer' }, ['type-changed'], []],
  ['null by a list of types', text, orNull, [], ['null-added']],
  ['null by anyOf, gone', any(text, { type: 'null' }), text, ['null-refused'], []],
  ['null by another spelling', any(text, { type: 'null' }), { type: ['null', 'string'] }, [], []],
  ['one alternative more', { oneOf: [text] }, { oneOf: [text, number] }, [], ['type-changed']],
  ['one alternative less', any(text, number), number, ['type-changed'], []],
  ['alternatives in another order', any(text, number), { oneOf: [number, text] }, [], []],
  ['a bound in an alternative', any(text, number), any(number, { ...text, maxLength: 3 }), ['tightened'], []],
  ['allOf written as one object', all(object({ a: text }, ['a'])), object({ a: text }, ['a']), [], []],
  [
    'a field of a part of allOf',
    { type: 'object', allOf: [object({ a: text })] },
    { type: 'object', allOf: [object({})] },
    [],
    ['field-removed'],
  ],
  ['a field of a closed object', closed(object({ a: text })), closed(object({})), ['field-removed'], ['field-removed']],
  ['closing an object', object({ a: text }), closed(object({ a: text })), ['closed'], []],
  ['a need', object({ a: text }), object({ a: text }, ['a']), ['field-required'], []],
  ['a need less', object({ a: text }, ['a']), object({ a: text }), [], ['field-optional']],
  ['const to enum', { const: 'a' }, list('a', 'b'), [], ['enum-widened']],
  ['enum to any', list('a'), text, [], ['enum-widened']],
  ['any to enum', text, list('a'), ['enum-narrowed'], []],
  ['int64 to int32', { type: 'integer', format: 'int64' }, { type: 'integer', format: 'int32' }, ['tightened'], []],
  ['int32 to int64', { type: 'integer', format: 'int32' }, { type: 'integer', format: 'int64' }, [], ['loosened']],
  ['a minimum length of 0', text, { ...text, minLength: 0 }, [], []],
  ['an exclusive minimum', number, { ...number, exclusiveMinimum: 0 }, ['tightened'], []],
  [
    'fewer decimal places',
    { ...number, 'x-decimal-places': 3 },
    { ...number, 'x-decimal-places': 2 },
    ['tightened'],
    [],
  ],
  [
    'values of a record',
    { type: 'object', unevaluatedProperties: number },
    { type: 'object', unevaluatedProperties: text },
    ['type-changed'],
    ['type-changed'],
  ],
  [
    'items',
    { type: 'array', items: { ...text, maxLength: 9 } },
    { type: 'array', items: { ...text, maxLength: 5 } },
    ['tightened'],
    [],
  ],
  [
    'a file in either spelling',
    { contentMediaType: 'application/octet-stream' },
    { ...text, format: 'binary' },
    [],
    [],
  ],
  ['an alternative more in a part of allOf', all(any(text)), all(any(text, number)), [], ['type-changed']],
  ['null in a part of allOf', all(text), all(orNull), [], ['null-added']],
  ['null in one of two parts of allOf', all(text, {}), all(orNull, text), [], []],
  [
    'a bound in one part of allOf beside a looser one',
    all({ ...text, maxLength: 5 }, { maxLength: 10 }),
    all({ ...text, maxLength: 3 }, { maxLength: 10 }),
    ['tightened'],
    [],
  ],
  [
    'a field of a closed part of allOf',
    all(closed(object({ a: text }))),
    all(closed(object({}))),
    ['field-removed'],
    ['field-removed'],
  ],
  [
    'a need said by another part of allOf',
    all(object({ a: text })),
    all(object({ a: text }), { required: ['a'] }),
    ['field-required'],
    [],
  ],
  [
    'one field in two parts of allOf',
    all(object({ a: text }), object({ a: {} })),
    all(object({ a: text }), object({ a: { maxLength: 5 } })),
    ['tightened'],
    [],
  ],
  [
    'a choice beside the fields of each alternative',
    { ...object({ a: text }), anyOf: [object({ b: text }), object({ c: text })] },
    { ...object({}), anyOf: [object({ b: text }), object({ c: text })] },
    [],
    ['field-removed', 'field-removed'],
  ],
  ['one enum written as a choice of constants', list('a', 'b'), { oneOf: [{ const: 'a' }, { const: 'b' }] }, [], []],
  ['a choice of constants written as one enum', any({ const: 'a' }, list('b', 'c')), list('a', 'b', 'c'), [], []],
  ['a constant less in a choice', any({ const: 'a' }, { const: 'b' }), list('a'), ['enum-narrowed'], []],
  ['null in an enum', list('a'), list('a', null), [], ['null-added']],
  ['a text or null to anything', orNull, {}, [], ['type-changed']],
  ['items that must differ', { type: 'array' }, { type: 'array', uniqueItems: true }, ['tightened'], []],
  ['a multiple', number, { ...number, multipleOf: 5 }, ['tightened'], []],
  ['a multiple of a multiple', { ...number, multipleOf: 10 }, { ...number, multipleOf: 5 }, [], []],
  ['a number of members', { type: 'object' }, { type: 'object', maxProperties: 3 }, ['tightened'], []],
  [
    'values of a record that was open',
    { type: 'object' },
    { type: 'object', additionalProperties: number },
    ['type-changed'],
    [],
  ],
  ['a default', { ...text, default: 'a' }, { ...text, default: 'b' }, ['default-changed'], []],
];

for (const [what, a, b, incoming, outgoing] of table) {
  test(`${what}: requests and answers are judged by their direction`, () => {
    expect(rules(a, b, 'in')).toEqual(incoming);
    expect(rules(a, b, 'out')).toEqual(outgoing);
  });
}

test('a bound that moves breaks events either way', () => {
  expect(rules({ ...number, maximum: 5 }, { ...number, maximum: 9 }, 'both')).toEqual(['loosened']);
  expect(rules({ ...number, maximum: 9 }, { ...number, maximum: 5 }, 'both')).toEqual(['tightened']);
  expect(rules({ ...text, pattern: 'a' }, { ...text, pattern: 'b' }, 'both')).toEqual(['tightened']);
});

test('a schema that contains itself, also through another, is compared to its end', () => {
  const tree = (leaf: Schema) => ({
    node: object({ leaf, next: { $ref: '#/$defs/more' } }),
    more: any({ $ref: '#/$defs/node' }, { type: 'null' }),
    loop: { $ref: '#/$defs/loop' },
  });
  const root = { $ref: '#/$defs/node' };
  expect(rules(root, root, 'in', [tree(text), tree(text)])).toEqual([]);
  expect(new Set(rules(root, root, 'in', [tree(text), tree(number)]))).toEqual(new Set(['type-changed']));
  expect(rules({ $ref: '#/$defs/loop' }, { $ref: '#/$defs/loop' }, 'both', [tree(text), tree(text)])).toEqual([]);
});

test('schemas that contain themselves by two parts of an allOf are compared to their end', () => {
  const tree = (leaf: Schema) => ({
    base: object({ leaf, next: { anyOf: [{ $ref: '#/$defs/base' }, { type: 'null' }] } }),
    more: { ...object({ next: { $ref: '#/$defs/more' } }), allOf: [{ $ref: '#/$defs/base' }] },
  });
  const root = { $ref: '#/$defs/more' };
  expect(rules(root, root, 'both', [tree(text), tree(text)])).toEqual([]);
  expect(new Set(rules(root, root, 'in', [tree(text), tree(number)]))).toEqual(new Set(['type-changed']));
});

test('keywords beside a reference count as well as those behind it', () => {
  const defs = { line: { ...text, maxLength: 100 } };
  const line = { $ref: '#/$defs/line' };
  expect(rules(line, { ...line, maxLength: 50 }, 'in', [defs, defs])).toEqual(['tightened']);
  expect(rules(line, { ...text, maxLength: 100 }, 'in', [defs, defs])).toEqual([]);
  expect(rules(line, { ...line, maxLength: 200 }, 'both', [defs, defs])).toEqual([]);
});
