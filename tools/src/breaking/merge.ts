import type { Schema } from './documents.ts';
import type { Property, Variant } from './flatten.ts';

/** Keywords of which the greater number is the tighter one, and those of which the smaller is. */
const greater = new Set(['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties']);
const smaller = new Set(['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties', 'x-decimal-places']);

/** What is both of two alternatives; undefined when nothing can be. The first one's declarations own the fields of both. */
export function merge(a: Variant, b: Variant): Variant | undefined {
  const type = narrower(a.type, b.type);
  const values = a.values && b.values ? a.values.filter((value) => b.values?.includes(value)) : (a.values ?? b.values);
  if (type === false || values?.length === 0) return undefined;
  const name = b.name ?? a.name;
  const owners = a.owners ?? b.owners;
  const items = a.items && b.items ? both(a.items, b.items) : (a.items ?? b.items);
  return {
    ...(name ? { name } : {}),
    ...(type ? { type } : {}),
    ...(values ? { values } : {}),
    ...(owners ? { owners } : {}),
    ...(items ? { items } : {}),
    keywords: mergeKeywords(a.keywords, b.keywords),
    properties: mergeProperties(a.properties, b.properties),
    rest: mergeRest(a.rest, b.rest),
  };
}

/** The type that is both; false when none is. */
function narrower(a: string | undefined, b: string | undefined): string | undefined | false {
  if (a === undefined || a === b) return b;
  if (b === undefined) return a;
  return [a, b].every((type) => type === 'integer' || type === 'number') && 'integer';
}

function mergeKeywords(a: Schema, b: Schema): Schema {
  const merged: Schema = { ...b, ...a };
  for (const key of Object.keys(b)) {
    const [one, other] = [a[key], b[key]];
    if (one === undefined || one === other) merged[key] = other;
    else if (greater.has(key)) merged[key] = Math.max(Number(one), Number(other));
    else if (smaller.has(key)) merged[key] = Math.min(Number(one), Number(other));
    else if (key === 'uniqueItems') merged[key] = one === true || other === true;
    else if (key === 'pattern') merged[key] = [one as string, other as string].toSorted().join(' and ');
  }
  return merged;
}

function mergeProperties(a: Map<string, Property>, b: Map<string, Property>): Map<string, Property> {
  const merged = new Map([...b, ...a]);
  for (const [key, one] of a) {
    const other = b.get(key);
    if (!other) continue;
    const owner = one.owner ?? other.owner;
    const required = one.required || other.required;
    merged.set(key, { schema: both(one.schema, other.schema), required, ...(owner ? { owner } : {}) });
  }
  return merged;
}

function mergeRest(a: boolean | Schema, b: boolean | Schema): boolean | Schema {
  if (a === true || b === false) return b;
  if (b === true || a === false) return a;
  return both(a, b);
}

/** A schema that is both. Parts that are the same count once, so that schemas which contain themselves do not grow for ever. */
function both(a: Schema, b: Schema): Schema {
  const partsOf = (schema: Schema) => (schema.allOf && Object.keys(schema).length === 1 ? schema.allOf : [schema]);
  const parts: Schema[] = [];
  for (const part of [...partsOf(a), ...partsOf(b)]) {
    const known = Object.keys(part).length === 0 || parts.some((one) => Bun.deepEquals(one, part));
    if (!known) parts.push(part);
  }
  return parts.length > 1 ? { allOf: parts } : (parts[0] ?? {});
}

/** Alternatives that only list values are one that lists them all, as an enum says the same as a choice of constants. */
export function mergeConstants(variants: readonly Variant[]): Variant[] {
  const listed = Map.groupBy(
    variants.filter(({ values }) => values),
    ({ type }) => type,
  );
  return variants.flatMap((variant) => {
    const alike = variant.values ? (listed.get(variant.type) ?? []) : [];
    if (alike.length < 2) return [variant];
    if (variant !== alike[0]) return [];
    const { name, ...first } = variant;
    const owners = [...new Set(alike.flatMap((one) => one.name ?? []))];
    const values = [...new Set(alike.flatMap((one) => one.values ?? []))];
    return [{ ...first, ...(alike.every((one) => one.name === name) && name ? { name } : {}), owners, values }];
  });
}
