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
  ['null by a list of types', text, { type: ['string', 'null'] }, [], ['null-added']],
  ['null by anyOf, gone', { anyOf: [text, { type: 'null' }] }, text, ['null-refused'], []],
  ['null by another spelling', { anyOf: [text, { type: 'null' }] }, { type: ['null', 'string'] }, [], []],
  ['one alternative more', { oneOf: [text] }, { oneOf: [text, number] }, [], ['type-changed']],
  ['one alternative less', { anyOf: [text, number] }, number, ['type-changed'], []],
  ['alternatives in another order', { anyOf: [text, number] }, { oneOf: [number, text] }, [], []],
  [
    'a bound in an alternative',
    { anyOf: [text, number] },
    { anyOf: [number, { ...text, maxLength: 3 }] },
    ['tightened'],
    [],
  ],
  ['allOf written as one object', { allOf: [object({ a: text }, ['a'])] }, object({ a: text }, ['a']), [], []],
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
  ['const to enum', { const: 'a' }, { enum: ['a', 'b'] }, [], ['enum-widened']],
  ['enum to any', { ...text, enum: ['a'] }, text, [], ['enum-widened']],
  ['any to enum', text, { ...text, enum: ['a'] }, ['enum-narrowed'], []],
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
    more: { anyOf: [{ $ref: '#/$defs/node' }, { type: 'null' }] },
    loop: { $ref: '#/$defs/loop' },
  });
  const root = { $ref: '#/$defs/node' };
  expect(rules(root, root, 'in', [tree(text), tree(text)])).toEqual([]);
  expect(new Set(rules(root, root, 'in', [tree(text), tree(number)]))).toEqual(new Set(['type-changed']));
  expect(rules({ $ref: '#/$defs/loop' }, { $ref: '#/$defs/loop' }, 'both', [tree(text), tree(text)])).toEqual([]);
});

test('keywords beside a reference count as well as those behind it', () => {
  const defs = { line: { ...text, maxLength: 100 } };
  const line = { $ref: '#/$defs/line' };
  expect(rules(line, { ...line, maxLength: 50 }, 'in', [defs, defs])).toEqual(['tightened']);
  expect(rules(line, { ...text, maxLength: 100 }, 'in', [defs, defs])).toEqual([]);
});
