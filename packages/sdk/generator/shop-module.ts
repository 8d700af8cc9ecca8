/** What is read of an OpenAPI document. */
export interface Document {
  servers?: { url: string }[];
  paths: Record<string, Record<string, { responses: Record<string, { content?: Record<string, Media> }> }>>;
  components: { schemas: Record<string, { properties?: Record<string, { 'x-codes'?: string[] }> }> };
}
interface Media {
  schema?: { properties?: { code?: { enum?: string[] } } };
}

/**
 * TypeScript source of what no single service's document says: who serves where, every code a problem can have, and which
 * members come with a code.
 */
export function shopModule(documents: Record<string, Document>): string {
  const addresses = Object.entries(documents).map(([service, { servers }]) => {
    const url = servers?.find((server) => server.url.startsWith('http://localhost:'))?.url;
    if (!url) throw new Error(`${service}.http.tsp has no @server on localhost: the SDK would not know where it is`);
    return `  ${service}: '${url}',`;
  });
  const codes = new Set(Object.values(documents).flatMap(codesOf));
  const members = Object.entries(membersIn(Object.values(documents)));
  return `// Generated from the contracts' OpenAPI documents by \`bun run generate\`. Do not edit.
import type { Problem } from './orders/types.gen.ts';

/** Where each service answers when the shop runs on this machine. */
export const addresses = {
${addresses.join('\n')}
} as const;

/** Every code that a problem of the contract can have. */
export type ProblemCode =
${[...codes]
  .toSorted()
  .map((code) => `  | '${code}'`)
  .join('\n')};

/** Members that a problem of this code always has. */
export interface ProblemMembers {
${members
  .toSorted(([one], [other]) => (one < other ? -1 : 1))
  .map(([code, names]) => `  '${code}': Required<Pick<Problem, ${[...names].map((name) => `'${name}'`).join(' | ')}>>;`)
  .join('\n')}
}
`;
}

/** By code; the contract names the codes of a member where it declares the member. */
function membersIn(documents: Document[]): Record<string, Set<string>> {
  const found: Record<string, Set<string>> = {};
  for (const { components } of documents) {
    for (const [name, { 'x-codes': codes = [] }] of Object.entries(components.schemas.Problem?.properties ?? {}))
      for (const code of codes) (found[code] ??= new Set()).add(name);
  }
  return found;
}

function codesOf({ paths }: Document): string[] {
  const operations = Object.values(paths).flatMap((methods) => Object.values(methods));
  const answers = operations.flatMap(({ responses }) => Object.values(responses));
  return answers.flatMap(({ content }) => content?.['application/problem+json']?.schema?.properties?.code?.enum ?? []);
}
