import { expect, test } from 'bun:test';
import { translator, type Schema } from './schema.ts';

const translate = (schema: Schema, named = {}) => translator(named).expression(schema);

test('bounds, patterns, formats and defaults survive the translation', () => {
  expect(translate({ type: 'integer', format: 'int32', minimum: 1, maximum: 100, default: 20 })).toBe(
    'T.Integer({ minimum: 1, maximum: 100, default: 20 })',
  );
  expect(translate({ type: 'string', format: 'uuid', description: 'not needed' })).toBe("T.String({ format: 'uuid' })");
  expect(translate({ type: 'string', pattern: "^[^\\u0000']*$" })).toBe("T.String({ pattern: '^[^\\\\u0000\\']*$' })");
  expect(translate({ type: 'number', minimum: 0, maximum: 9.99, 'x-decimal-places': 2 })).toBe(
    "Decimal({ minimum: 0, maximum: 9.99, 'x-decimal-places': 2 })",
  );
});

test('an object is closed only where its schema says so', () => {
  const object = { type: 'object', properties: { a: { type: 'string' }, 'b-c': { type: 'null' } }, required: ['a'] };
  const open = "T.Object({\n  a: T.String(),\n  'b-c': T.Optional(T.Null()),\n})";
  expect(translate(object)).toBe(open);
  expect(translate({ ...object, unevaluatedProperties: { not: {} } })).toBe(
    `${open.slice(0, -1)}, { additionalProperties: false })`,
  );
  expect(translate({ type: 'object', unevaluatedProperties: { type: 'string' } })).toBe(
    'T.Record(T.String(), T.String())',
  );
  expect(translate({ type: 'object', unevaluatedProperties: {} })).toBe('T.Record(T.String(), T.Unknown())');
  expect(translate({ type: 'object', unevaluatedProperties: { not: {} } })).toContain('additionalProperties: false');
});

test('members that are not declared keep their type beside those that are', () => {
  expect(
    translate({ type: 'object', properties: { a: { type: 'null' } }, additionalProperties: { type: 'integer' } }),
  ).toBe('T.Object({\n  a: T.Optional(T.Null()),\n}, { additionalProperties: T.Integer() })');
});

test('every bound that TypeBox knows survives', () => {
  expect(translate({ type: 'number', exclusiveMinimum: 0, multipleOf: 5 })).toBe(
    'T.Number({ exclusiveMinimum: 0, multipleOf: 5 })',
  );
  expect(translate({ type: 'array', items: { type: 'null' }, uniqueItems: true })).toBe(
    'T.Array(T.Null(), { uniqueItems: true })',
  );
  expect(translate({ const: 'a', default: 'a' })).toBe("T.Literal('a', { default: 'a' })");
});

test('a narrowed reference keeps what it refers to', () => {
  const named = { line: { type: 'string', pattern: '^.*$' } };
  expect(translate({ $ref: '#/components/schemas/line' }, named)).toBe('line');
  expect(translate({ $ref: '#/components/schemas/line', maxLength: 5 }, named)).toBe(
    "T.String({ maxLength: 5, pattern: '^.*$' })",
  );
});

test('what it cannot translate stops the generator instead of allowing anything', () => {
  expect(() => translate({})).toThrow('cannot translate');
  expect(() => translate({ $ref: '#/components/schemas/gone' })).toThrow('gone');
  const part = { $ref: '#/components/schemas/Part' };
  for (const lost of [
    { type: 'object', allOf: [{ type: 'object' }], properties: {} },
    { type: 'string', minimum: 3 },
    { type: 'object', patternProperties: {} },
    { type: 'object', properties: { a: { type: 'string', contentEncoding: 'base64' } } },
    { enum: ['a', 'b'], maxLength: 3 },
    { anyOf: [], oneOf: [] },
  ])
    expect(() => translate(part, { Part: lost })).toThrow(
      /^schema Part has (allOf|minimum|patternProperties|contentEncoding|maxLength|oneOf), which is not translated/,
    );
  expect(() => translate({ ...part, nullable: true }, { Part: { type: 'null' } })).toThrow('has nullable');
  const loop = { loop: { type: 'array', items: { $ref: '#/components/schemas/loop' } } };
  expect(() => translate({ $ref: '#/components/schemas/loop' }, loop)).toThrow('contains itself');
});
