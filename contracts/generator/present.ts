import { STATUS_CODES } from 'node:http';
import type { Media, OpenApi, Operation } from './http.ts';
import type { Schema } from './schema.ts';

interface Example {
  summary: string;
  value: Record<string, unknown>;
}

type Presented = OpenApi & { components: { examples?: Record<string, Example> } };

/** Members that a problem always has when it has this code, with an example: properties of Problem by their `x-codes`. */
type Members = (code: string) => Record<string, unknown>;

/** What RFC 9110 calls otherwise than Node does. */
const renamed: Record<string, string> = { 413: 'Content Too Large', 422: 'Unprocessable Content' };

/**
 * Adds to a document what TypeSpec cannot say and Swagger UI shows: every failure names its codes, with one example for
 * each, and requires the members that come with a code; a form is closed and its file one to choose; `x-example` of a parameter is its example (an operation with a file
 * can have none in TypeSpec).
 */
export function present(document: OpenApi): void {
  const examples: Record<string, Example> = {};
  const membersOf = membersIn(document.components.schemas.Problem);
  for (const operation of Object.values(document.paths).flatMap((methods) => Object.values(methods))) {
    for (const parameter of operation.parameters ?? []) {
      const { 'x-example': example } = parameter;
      if (example !== undefined) Object.assign(parameter, { example, 'x-example': undefined });
    }
    chooseFiles(operation);
    for (const [status, response] of Object.entries(operation.responses)) {
      const problem = response.content?.['application/problem+json'];
      if (!problem) continue;
      const codes = codesOf(problem);
      requireMembers(problem, codes, membersOf);
      const title = renamed[status] ?? STATUS_CODES[status] ?? '';
      response.description = `${title}: ${codes.map((code) => `\`${code}\``).join(', ')}`;
      problem.examples = {};
      for (const code of codes) {
        const name = `${status}.${code}`;
        examples[name] ??= { summary: code, value: { ...problemOf(code, Number(status), title), ...membersOf(code) } };
        problem.examples[code] = { $ref: `#/components/examples/${name}` };
      }
    }
  }
  (document as Presented).components.examples = Object.fromEntries(
    Object.keys(examples)
      .toSorted()
      .map((name) => [name, examples[name]!]),
  );
}

const codesOf = ({ schema }: Media): string[] => {
  const { enum: several, const: one } = schema.properties?.code ?? {};
  return (several ?? [one]) as string[];
};

const problemOf = (code: string, status: number, title: string): Record<string, unknown> => ({
  type: `urn:ecomm:problem:${code}`,
  title,
  status,
  detail: 'A sentence for people; programs go by the code.',
  instance: '/the/path/asked',
  code,
  trace_id: '4bf92f3577b34da6a3ce929d0e0e4736',
});

const membersIn =
  ({ properties = {} }: Schema = {}): Members =>
  (code) =>
    Object.fromEntries(
      Object.entries(properties)
        .filter(([, { 'x-codes': codes }]) => (codes as string[] | undefined)?.includes(code))
        .map(([name, { examples }]) => [name, (examples as unknown[] | undefined)?.[0]]),
    );

function requireMembers({ schema }: Media, codes: readonly string[], membersOf: Members): void {
  for (const code of codes) {
    const required = Object.keys(membersOf(code));
    if (required.length === 0) continue;
    // oxlint-disable-next-line unicorn/no-thenable -- JSON Schema's word, in a file
    schema.allOf?.push({ if: { properties: { code: { const: code } } }, then: { required } });
  }
}

function chooseFiles({ requestBody }: Operation): void {
  const form = requestBody?.content['multipart/form-data']?.schema;
  if (!form) return;
  const fields = form.properties ?? {};
  for (const [name, schema] of Object.entries(fields)) {
    if (Object.keys(schema).length === 0)
      fields[name] = { type: 'string', contentMediaType: 'application/octet-stream' };
  }
  form.additionalProperties = false; // as every other body is; the emitter leaves forms open
}
