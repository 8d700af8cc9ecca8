import { literal, property, translator, type Schema } from './schema.ts';

export interface Media {
  schema: Schema;
  examples?: Record<string, { $ref: string }>;
}
interface Parameter {
  $ref?: string;
  name: string;
  in: 'path' | 'query' | 'header';
  required?: boolean;
  schema: Schema;
  example?: unknown;
  'x-example'?: unknown;
}
export interface Operation {
  operationId: string;
  description?: string;
  parameters?: Parameter[];
  requestBody?: { content: Record<string, Media> };
  responses: Record<string, { description?: string; content?: Record<string, Media> }>;
  security?: Record<string, unknown>[];
  'x-role'?: string;
}
export interface OpenApi {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema>; parameters?: Record<string, Parameter> };
}

type Translate = (schema: Schema) => string;

/**
 * TypeScript source of a service's `contract`: what packages/http binds handlers to. Path in Elysia's form, schemas as
 * TypeBox, problem codes by status. Parameters keep the plain types of their decoded values.
 */
export function httpModule(document: OpenApi, source: string): string {
  const { expression, declarations } = translator(document.components.schemas);
  const shared = document.components.parameters ?? {};
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => {
      const parameters = (operation.parameters ?? []).map((one) => (one.$ref ? named(shared, one.$ref) : one));
      const entry = [
        `method: '${method.toUpperCase()}',`,
        `path: '${path.replace(/\{(\w+)\}/g, ':$1')}',`,
        ...access(operation),
        ...request(operation, parameters, expression),
        ...answers(operation, expression),
      ];
      const doc = operation.description ? `  /** ${operation.description.replace(/\s+/g, ' ')} */\n` : '';
      return `${doc}  ${operation.operationId}: {\n    ${entry.join('\n').replaceAll('\n', '\n    ')}\n  },`;
    }),
  );
  const body = [...declarations(), `export const contract = {\n${operations.join('\n')}\n} as const;`].join('\n\n');
  return `${header(source, body, '../../kinds.ts')}\n${body}\n\nexport type Contract = typeof contract;\n`;
}

/** First lines of a generated file: where it comes from and the imports its body uses. */
export function header(source: string, body: string, kinds: string): string {
  const used = ['Decimal', 'Upload'].filter((name) => body.includes(`${name}(`));
  return [
    `// Generated from ${source} by \`bun run generate\`. Do not edit.`,
    `import { Type as T${body.includes('Static<') ? ', type Static' : ''} } from '@sinclair/typebox';`,
    used.length ? `import { ${used.join(', ')} } from '${kinds}';\n` : `import '${kinds}';\n`,
  ].join('\n');
}

function named(shared: Record<string, Parameter>, ref: string): Parameter {
  const found = shared[ref.split('/').pop() ?? ''];
  if (!found) throw new Error(`no parameter ${ref}`);
  return found;
}

function access({ security = [], 'x-role': role }: Operation): string[] {
  const token = security.some((one) => Object.keys(one).length > 0);
  const free = security.length === 0 || security.some((one) => Object.keys(one).length === 0);
  return [`auth: '${token ? (free ? 'optional' : 'required') : 'none'}',`, ...(role ? [`role: '${role}',`] : [])];
}

function request(operation: Operation, parameters: Parameter[], translate: Translate): string[] {
  const group = (place: Parameter['in']): string => {
    const fields = parameters
      .filter((one) => one.in === place)
      .map(({ name, required, schema }) => {
        const value = translate(schema);
        return `  ${property(place === 'header' ? name.toLowerCase() : name)}: ${required ? value : `T.Optional(${value})`},`;
      });
    return fields.length ? `T.Object({\n${fields.join('\n')}\n}),` : '';
  };
  const [type, media] = Object.entries(operation.requestBody?.content ?? {})[0] ?? [];
  const multipart = type === 'multipart/form-data';
  const body = media && (multipart ? uploads(media.schema) : translate(media.schema));
  return [
    ...(['path', 'query', 'header'] as const).flatMap((place) => {
      const source = group(place);
      return source ? [`${{ path: 'params', query: 'query', header: 'headers' }[place]}: ${source}`] : [];
    }),
    ...(body ? [`body: ${body},`] : []),
    ...(multipart ? ['multipart: true,'] : []),
  ];
}

const uploads = ({ properties = {} }: Schema): string =>
  `T.Object({ ${Object.keys(properties)
    .map((name) => `${property(name)}: Upload()`)
    .join(', ')} }, { additionalProperties: false })`;

function answers({ operationId, responses }: Operation, translate: Translate): string[] {
  const good: string[] = [];
  const bad: string[] = [];
  let raw = false;
  let events = '';
  for (const [status, { content = {} }] of Object.entries(responses)) {
    const [type, media] = Object.entries(content)[0] ?? [];
    if (!/^\d{3}$/.test(status)) throw new Error(`${operationId} answers ${status}: name each status`);
    if (type === 'application/problem+json') bad.push(`  ${status}: ${literal(media?.schema.properties?.code?.enum)},`);
    else if (!media) good.push(`${status}: T.Void()`);
    else if (type === 'application/json') good.push(`${status}: ${translate(media.schema)}`);
    else good.push(`${status}: T.Unknown()`);
    if (type === 'text/event-stream' && media) events = translate(media.schema);
    raw ||= !!media && !['application/json', 'application/problem+json', 'text/event-stream'].includes(type!);
  }
  return [
    `status: ${good[0]?.slice(0, 3)},`,
    ...(raw ? ['raw: true,'] : []),
    ...(events ? [`events: ${events},`] : []),
    `responses: { ${good.join(', ')} },`,
    `problems: {\n${bad.join('\n')}\n},`,
  ];
}
