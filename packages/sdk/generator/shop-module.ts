/** What is read of an OpenAPI document. */
export interface Document {
  servers?: { url: string }[];
  paths: Record<string, Record<string, { responses: Record<string, { content?: Record<string, Media> }> }>>;
}
interface Media {
  schema?: { properties?: { code?: { enum?: string[] } } };
}

/** TypeScript source of what no single service's document says: who serves where, and every code a problem can have. */
export function shopModule(documents: Record<string, Document>): string {
  const addresses = Object.entries(documents).map(([service, { servers }]) => {
    const url = servers?.find((server) => server.url.startsWith('http://localhost:'))?.url;
    if (!url) throw new Error(`${service}.http.tsp has no @server on localhost: the SDK would not know where it is`);
    return `  ${service}: '${url}',`;
  });
  const codes = new Set(Object.values(documents).flatMap(codesOf));
  return `// Generated from the contracts' OpenAPI documents by \`bun run generate\`. Do not edit.

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
`;
}

function codesOf({ paths }: Document): string[] {
  const operations = Object.values(paths).flatMap((methods) => Object.values(methods));
  const answers = operations.flatMap(({ responses }) => Object.values(responses));
  return answers.flatMap(({ content }) => content?.['application/problem+json']?.schema?.properties?.code?.enum ?? []);
}
