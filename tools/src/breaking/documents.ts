/** The part of JSON Schema 2020-12 that the contracts use. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  unevaluatedProperties?: boolean | Schema;
  default?: unknown;
  format?: string;
  pattern?: string;
  [keyword: string]: unknown;
}

export interface Media {
  schema?: Schema;
}
export interface Parameter {
  $ref?: string;
  name: string;
  in: string;
  required?: boolean;
  schema: Schema;
}
export interface Header {
  $ref?: string;
  required?: boolean;
  schema?: Schema;
}
export interface Response {
  headers?: Record<string, Header>;
  content?: Record<string, Media>;
}
export interface Operation {
  operationId: string;
  parameters?: Parameter[];
  requestBody?: { required?: boolean; content: Record<string, Media> };
  responses: Record<string, Response>;
  security?: Record<string, unknown>[];
  'x-role'?: string;
}

/** An OpenAPI 3.1 document. */
export interface OpenApi {
  paths: Record<string, Record<string, Operation>>;
  security?: Record<string, unknown>[];
  components?: { schemas?: Record<string, Schema>; parameters?: Record<string, Parameter> };
}

/** What a local reference (`#/components/schemas/Order`) names in its document; an empty object when it names nothing. */
export function lookUp(document: object, $ref: string): object {
  const steps = $ref.replace(/^#\//, '').split('/');
  const found = steps.reduce<unknown>(
    (at, step) => (at as Record<string, unknown> | undefined)?.[step.replaceAll('~1', '/').replaceAll('~0', '~')],
    document,
  );
  return (found as object | undefined) ?? {};
}

/** `Order` of `#/components/schemas/Order`. */
export const refName = ($ref: string): string => $ref.split('/').pop() ?? '';
