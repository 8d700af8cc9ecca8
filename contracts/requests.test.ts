import { expect, test } from 'bun:test';
import { Kind, type TSchema } from '@sinclair/typebox';
import { TypeCompiler } from '@sinclair/typebox/compiler';
import { everyContract } from './every.fixture.ts';

const each = test.each(Object.keys(everyContract));

/** Every schema of a text in a schema, with its path. */
function texts(schema: TSchema | undefined, path = ''): [string, TSchema][] {
  if (!schema) return [];
  if (schema[Kind] === 'String') return [[path, schema]];
  const inside = {
    ...(schema.properties as Record<string, TSchema>),
    ...(schema.items ? { items: schema.items } : {}),
  };
  const variants = (schema.anyOf as TSchema[] | undefined) ?? [];
  return [
    ...Object.entries(inside).flatMap(([name, one]) => texts(one as TSchema, `${path}.${name}`)),
    ...variants.flatMap((one) => texts(one, path)),
  ];
}

each('%s says of each text it is sent that NUL is not allowed, as it answers', (service) => {
  for (const [id, { params, query, body }] of Object.entries(everyContract[service]!.contract)) {
    const found = [...texts(params, 'params'), ...texts(query, 'query'), ...texts(body, 'body')];
    for (const [path, schema] of found) {
      if (schema.format !== undefined) continue; // neither a date nor a mail address has one
      const nul = '\0'.padStart(Number(schema.minLength ?? 1), 'x');
      expect([id, path, TypeCompiler.Compile(schema).Check(nul)]).toEqual([id, path, false]);
    }
  }
});

test('an upload’s form is closed and says which pictures it takes', async () => {
  const document = await Bun.file(`${import.meta.dir}/generated/openapi/products.json`).json();
  const form = document.paths['/{id}/image'].post.requestBody.content['multipart/form-data'];
  expect(form.schema).toMatchObject({ required: ['image'], additionalProperties: false });
  expect(form.encoding).toEqual({ image: { contentType: 'image/png, image/jpeg, image/webp' } });
});

test('too many units of one product is a refusal of its own, not a malformed request', () => {
  expect(everyContract.orders!.contract.placeOrder!.problems[422]).toContain('order.too_many_units');
});
