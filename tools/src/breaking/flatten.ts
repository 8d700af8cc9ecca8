import { lookUp, refName, type Schema } from './documents.ts';

export interface Property {
  schema: Schema;
  required: boolean;
  /** The named schema that declares it, if one does. */
  owner?: string;
}

/** One alternative of a schema, without references and allOf. */
export interface Variant {
  /** The named schema it is. */
  name?: string;
  /** `string`, `integer`, `number`, `boolean`, `array`, `object`; undefined takes any. */
  type?: string;
  values?: unknown[];
  /** Every other keyword: bounds, pattern, format. */
  keywords: Schema;
  items?: Schema;
  properties: Map<string, Property>;
  /** What members that are not declared must be: false for none, true for anything. */
  rest: boolean | Schema;
}

export interface Flat {
  name?: string;
  nullable: boolean;
  variants: Variant[];
  default?: unknown;
}

/**
 * A schema as a list of alternatives, null apart: references followed, allOf merged, anyOf, oneOf and lists of types spread
 * out. Properties are not followed, so a schema may contain itself.
 */
export function flatten(document: object, schema: Schema, seen: readonly string[] = []): Flat {
  const { name, schema: own } = follow(document, schema, seen);
  const path = name ? [...seen, name] : seen;
  const choices = own.anyOf ?? own.oneOf;
  if (choices) {
    const { anyOf: _, oneOf: __, ...around } = own;
    const parts = choices.map((choice) => flatten(document, choice, path));
    return {
      ...(name ? { name } : {}),
      nullable: parts.some(({ nullable }) => nullable),
      variants: parts.flatMap(({ variants }) => variants.map((variant) => within(variant, around))),
      default: own.default,
    };
  }
  const types: (string | undefined)[] = own.type === undefined ? [undefined] : [own.type].flat();
  const variants = types
    .filter((type) => type !== 'null')
    .map((type) => variantOf(document, { ...own, type }, name, path));
  return { ...(name ? { name } : {}), nullable: types.includes('null'), variants, default: own.default };
}

/** Keywords beside a choice hold for each of its alternatives. */
const within = (variant: Variant, { default: _, description: __, ...around }: Schema): Variant => ({
  ...variant,
  keywords: { ...around, ...variant.keywords },
});

/** The schema behind a chain of references; keywords beside a reference win over what it names. */
function follow(document: object, schema: Schema, seen: readonly string[]): { name?: string; schema: Schema } {
  let own = schema;
  let name: string | undefined;
  const visited = [...seen];
  while (own.$ref) {
    const { $ref, ...beside } = own;
    if (visited.includes(refName($ref))) return { schema: {} };
    visited.push(refName($ref));
    name ??= refName($ref);
    own = { ...lookUp(document, $ref), ...beside };
  }
  return name ? { name, schema: own } : { schema: own };
}

function variantOf(document: object, own: Schema, name: string | undefined, seen: readonly string[]): Variant {
  const { type, enum: values, const: only, items, properties = {}, required = [], allOf = [], ...keywords } = own;
  const parts = allOf.flatMap((part) => flatten(document, part, seen).variants);
  const merged = new Map(parts.flatMap((part) => [...part.properties]));
  for (const [key, schema] of Object.entries(properties)) {
    const owner = name ?? merged.get(key)?.owner;
    merged.set(key, { schema, required: false, ...(owner ? { owner } : {}) });
  }
  for (const key of required) {
    const property = merged.get(key);
    if (property) merged.set(key, { ...property, required: true });
  }
  const restOf = own.additionalProperties ?? own.unevaluatedProperties ?? true;
  // A file is written as a media type, with a type or without, or as the format `binary`.
  const file = keywords.contentMediaType !== undefined || keywords.format === 'binary';
  if (file) Object.assign(keywords, { format: 'binary', contentMediaType: undefined });
  return {
    ...(name ? { name } : {}),
    type: file ? 'string' : type === undefined ? parts[0]?.type : String(type),
    values: only === undefined ? (values ?? parts.find((part) => part.values)?.values) : [only],
    keywords: Object.assign({}, ...parts.map((part) => part.keywords), keywords) as Schema,
    items: items ?? parts.find((part) => part.items)?.items,
    properties: merged,
    rest: plainRest(restOf),
  };
}

function plainRest(rest: boolean | Schema): boolean | Schema {
  if (typeof rest === 'boolean') return rest;
  if (rest.not && Object.keys(rest.not).length === 0) return false;
  return Object.keys(rest).length === 0 ? true : rest;
}
