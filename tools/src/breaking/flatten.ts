import { lookUp, refName, type Schema } from './documents.ts';
import { merge, mergeConstants } from './merge.ts';

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
  /** `string`, `integer`, `number`, `boolean`, `array`, `object`; undefined takes any. Inside a flattening also `null`. */
  type?: string;
  values?: unknown[];
  /** The named schemas that declare the values, where several do. */
  owners?: string[];
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
 * A schema as a list of alternatives, null apart: references followed, anyOf, oneOf and lists of types spread out, allOf and
 * whatever stands beside a choice crossed with it, constants joined to one list of values. Properties are not followed, so a
 * schema may contain itself.
 */
export function flatten(document: object, schema: Schema, seen: readonly string[] = []): Flat {
  const { name, layers } = follow(document, schema, seen);
  const path = name ? [...seen, name] : seen;
  const all = layers.map((layer) => spread(document, layer, name, path)).reduce(cross);
  const variants = mergeConstants(all.filter(({ type }) => type !== 'null'));
  const [only] = variants;
  const choice = layers.some(({ anyOf, oneOf }) => anyOf ?? oneOf);
  if (name && only && variants.length === 1 && !choice) variants[0] = { ...only, name };
  return {
    ...(name ? { name } : {}),
    nullable: all.some(({ type }) => type === 'null'),
    variants,
    default: defaultOf(document, layers, path),
  };
}

/** The first that says one, from outside to inside; what a choice says inside does not count. */
function defaultOf(document: object, layers: readonly Schema[], path: readonly string[]): unknown {
  const found = layers.find((layer) => layer.default !== undefined);
  if (found) return found.default;
  const parts = layers.flatMap(({ allOf = [] }) => allOf);
  return parts.map((part) => flatten(document, part, path).default).find((value) => value !== undefined);
}

/** The schemas of a chain of references, each with what stands beside its reference; the first is named. */
function follow(document: object, schema: Schema, seen: readonly string[]): { name?: string; layers: Schema[] } {
  const visited = [...seen];
  const layers: Schema[] = [];
  let name: string | undefined;
  for (let own: Schema = schema; ;) {
    const { $ref, ...beside } = own;
    if (!$ref || Object.keys(beside).length > 0) layers.push(beside);
    if (!$ref) break;
    if (visited.includes(refName($ref))) return { layers: [{}] };
    visited.push(refName($ref));
    name ??= refName($ref);
    own = lookUp(document, $ref) as Schema;
  }
  return name ? { name, layers } : { layers };
}

/** What one schema allows by itself, crossed with its parts. The part with most alternatives names the result. */
function spread(document: object, layer: Schema, owner: string | undefined, path: readonly string[]): Variant[] {
  const { allOf = [], anyOf, oneOf, ...own } = layer;
  const parts = [
    ...allOf.map((part) => alternatives(document, part, path)),
    ...[anyOf, oneOf].flatMap((choices) =>
      choices ? [choices.flatMap((choice) => alternatives(document, choice, path))] : [],
    ),
  ].toSorted((one, other) => one.length - other.length);
  return parts.reduce(cross, ownVariants(own, owner));
}

/** The alternatives of a part, null among them. */
function alternatives(document: object, schema: Schema, path: readonly string[]): Variant[] {
  const { nullable, variants } = flatten(document, schema, path);
  return nullable ? [...variants, { type: 'null', keywords: {}, properties: new Map(), rest: true }] : variants;
}

/** Each of one with each of the other, where a value can be both. */
const cross = (some: Variant[], others: Variant[]): Variant[] =>
  some.flatMap((one) => others.flatMap((other) => merge(one, other) ?? []));

/** What a schema says without its parts: one alternative for each of its types. */
function ownVariants(own: Schema, owner: string | undefined): Variant[] {
  const { type, enum: list, const: only, items, properties = {}, required = [], ...keywords } = own;
  // A file is written as a media type, with a type or without, or as the format `binary`.
  const file = keywords.contentMediaType !== undefined || keywords.format === 'binary';
  if (file) Object.assign(keywords, { format: 'binary', contentMediaType: undefined });
  const values = only === undefined ? list : [only];
  const types: (string | undefined)[] = file ? ['string'] : type === undefined ? [undefined] : [type].flat();
  const members = new Map<string, Property>();
  for (const [key, schema] of Object.entries(properties))
    members.set(key, { schema, required: required.includes(key), ...(owner ? { owner } : {}) });
  for (const key of required) if (!members.has(key)) members.set(key, { schema: {}, required: true });
  const takesNull = values?.includes(null) && types.some((one) => one === undefined || one === 'null');
  const typed = types.filter((one) => one !== 'null' || !values);
  return [...typed, ...(takesNull ? ['null'] : [])].flatMap((one): Variant[] => {
    const listed = one === 'null' ? undefined : values?.filter((value) => value !== null);
    if (listed?.length === 0) return [];
    const rest = plainRest(own.additionalProperties ?? own.unevaluatedProperties ?? true);
    return [
      {
        type: listed ? (typeOf(listed) ?? one) : one,
        ...(listed ? { values: listed } : {}),
        keywords,
        ...(items ? { items } : {}),
        properties: members,
        rest,
      },
    ];
  });
}

/** The type that all values have; undefined when they differ. */
function typeOf(values: readonly unknown[]): string | undefined {
  const types = new Set(values.map((value) => (Number.isInteger(value) ? 'integer' : typeof value)));
  const [type] = types;
  return types.size === 1 ? type : undefined;
}

function plainRest(rest: boolean | Schema): boolean | Schema {
  if (typeof rest === 'boolean') return rest;
  if (rest.not && Object.keys(rest.not).length === 0) return false;
  return Object.keys(rest).length === 0 ? true : rest;
}
