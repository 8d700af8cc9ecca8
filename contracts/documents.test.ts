import { expect, test } from 'bun:test';
import type { TSchema } from '@sinclair/typebox';
import { TypeCompiler } from '@sinclair/typebox/compiler';
import { everyContract } from './every.fixture.ts';

interface Condition {
  if?: { properties: { code: { const: string } } };
  then?: { required: string[] };
}
interface Media {
  schema: { $ref?: string; allOf?: Condition[] };
  example?: unknown;
  examples?: Record<string, { value?: unknown; $ref?: string }>;
}
interface Member {
  'x-codes'?: string[];
  examples?: unknown[];
}
interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required: boolean;
  example?: unknown;
  examples?: unknown;
}
interface Operation {
  operationId: string;
  summary?: string;
  tags: string[];
  parameters?: Parameter[];
  requestBody?: { content: Record<string, Media> };
  responses: Record<string, { description: string; content?: Record<string, Media> }>;
}
interface Document {
  info: { description: string };
  servers: { url: string }[];
  tags: { name: string; description?: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: {
    schemas: Record<string, { examples?: unknown[]; properties?: Record<string, Member> }>;
    examples: Record<string, { value: Record<string, unknown> }>;
  };
}
const each = test.each(Object.keys(everyContract));
const documentOf = (service: string): Promise<Document> =>
  Bun.file(`${import.meta.dir}/generated/openapi/${service}.json`).json();
const operationsOf = ({ paths }: Document) => Object.values(paths).flatMap((methods) => Object.values(methods));
const errors = (schema: TSchema, value: unknown) => [...TypeCompiler.Compile(schema).Errors(value)];
const named = (ref = ''): string => ref.split('/').pop()!;

each('%s says what it is for, and each group and operation what it does', async (service) => {
  const document = await documentOf(service);
  expect(document.info.description).toContain('Authorize');
  expect(document.servers[0]!.url).toBe('/');
  const described = document.tags.filter(({ description = '' }) => description.length > 20).map(({ name }) => name);
  const operations = operationsOf(document);
  const used = [...new Set(operations.flatMap(({ tags }) => tags))].toSorted();
  expect(described.toSorted()).toEqual(used);
  for (const { operationId, summary = '' } of operations)
    expect([operationId, summary]).toEqual([operationId, expect.stringMatching(/^[A-Z].{5,60}$/)]);
});

each('%s gives an example for each input that must be there, which its contract accepts', async (service) => {
  const document = await documentOf(service);
  for (const { operationId, parameters = [], requestBody } of operationsOf(document)) {
    const { params, body } = everyContract[service]!.contract[operationId]!;
    const required = parameters.filter((one) => one.required);
    const path = Object.fromEntries(required.map(({ name, example }) => [name, example]));
    if (params) expect(errors(params, path), operationId).toEqual([]);
    expect(required.every((one) => one.in === 'path')).toBe(true);
    // What may be left out is left out: an example would be filled in and sent.
    const filled = parameters.filter((one) => !one.required && (one.example ?? one.examples) !== undefined);
    expect(filled, operationId).toEqual([]);

    const media = requestBody?.content['application/json'];
    if (!media || !body) continue;
    const several = Object.values(media.examples ?? {}).map(({ value }) => value);
    const own = media.example === undefined ? several : [media.example];
    const shown = own.length ? own : (document.components.schemas[named(media.schema.$ref)]?.examples ?? []);
    expect(shown.length, operationId).toBeGreaterThan(0);
    for (const example of shown) expect(errors(body, example), operationId).toEqual([]);
  }
});

each('%s names the codes of each failure, with an example of each', async (service) => {
  const { components, paths } = await documentOf(service);
  const { Problem } = components.schemas;
  for (const { operationId, responses } of Object.values(paths).flatMap((methods) => Object.values(methods))) {
    for (const [status, { description, content = {} }] of Object.entries(responses)) {
      const problem = content['application/problem+json'];
      if (!problem) continue;
      const codes = Object.keys(problem.examples ?? {});
      expect([operationId, status, codes.length > 0]).toEqual([operationId, status, true]);
      for (const code of codes) {
        expect(description).toContain(`\`${code}\``);
        const { value } = components.examples[named(problem.examples![code]!.$ref)]!;
        expect(value).toMatchObject({ status: Number(status), code, type: `urn:ecomm:problem:${code}` });
        const own = Object.entries(Problem!.properties!).filter(([, { 'x-codes': of }]) => of?.includes(code));
        for (const [name, { examples }] of own) expect([name, value[name]]).toEqual([name, examples![0]]);
        const conditions = problem.schema.allOf!.filter((part) => part.if?.properties.code.const === code);
        expect(conditions.flatMap(({ then }) => then!.required)).toEqual(own.map(([name]) => name));
      }
    }
  }
});
