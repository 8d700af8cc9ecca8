import { compareKeywords } from './compare-keywords.ts';
import type { Schema } from './documents.ts';
import { flatten, type Flat, type Property, type Variant } from './flatten.ts';

/** Who must cope: `in`, a new reader with what old writers send; `out`, an old reader with what new writers send. */
export interface Direction {
  in: boolean;
  out: boolean;
  /** Readers check every bound by their own schema, as consumers of events do; clients of HTTP do not. */
  strict: boolean;
}

/** One difference of two schemas that breaks somebody; the rule is completed by the direction: `request-…`. */
export interface Difference {
  rule: string;
  keys: string[];
  mark?: string;
  gone?: boolean;
  what?: string;
  says: string;
}

/** Where a schema stands: keys of its declaration, most exact first, and its path in the body for sentences. */
export interface Spot {
  keys: string[];
  path: string;
}

export interface Pair {
  before: object;
  after: object;
  direction: Direction;
}

/** What breaks between two schemas of two documents. Schemas may contain themselves. */
export function compareSchemas(
  pair: Pair,
  a: Schema,
  b: Schema,
  spot: Spot,
  open: readonly string[] = [],
): Difference[] {
  const named = a.$ref ?? a.allOf;
  const loop = named ? JSON.stringify([a, b]) : '';
  if (open.includes(loop)) return [];
  const inside = named ? [...open, loop] : open;
  const before = flatten(pair.before, a);
  const after = flatten(pair.after, b);
  const own = before.name && before.name === after.name ? [before.name, ...spot.keys] : spot.keys;
  const here = { keys: own, path: spot.path };
  return [
    ...compareNull(pair.direction, before, after, spot),
    ...compareDefault(pair.direction, before, after, spot),
    ...compareVariants(pair, before, after, here, inside),
  ];
}

function compareNull({ in: incoming, out }: Direction, a: Flat, b: Flat, { keys }: Spot): Difference[] {
  // What may be anything may be null.
  const takesNull = ({ nullable, variants }: Flat) =>
    nullable || variants.some(({ type, values }) => type === undefined && !values);
  if (incoming && a.nullable && !takesNull(b))
    return [{ rule: 'null-refused', keys, says: '{} may not be null any more' }];
  if (out && !takesNull(a) && b.nullable) return [{ rule: 'null-added', keys, says: '{} can be null now' }];
  return [];
}

function compareDefault({ in: incoming, out }: Direction, a: Flat, b: Flat, { keys }: Spot): Difference[] {
  if (!incoming || out || a.default === undefined || Bun.deepEquals(a.default, b.default)) return [];
  const now = b.default === undefined ? 'there is none' : `it is ${JSON.stringify(b.default)}`;
  return [{ rule: 'default-changed', keys, says: `the default of {} was ${JSON.stringify(a.default)} and now ${now}` }];
}

function compareVariants(pair: Pair, a: Flat, b: Flat, spot: Spot, open: readonly string[]): Difference[] {
  const [before, after] = [a.variants[0], b.variants[0]];
  const compare = (one: Variant, other: Variant, direction = pair.direction) =>
    compareOne({ ...pair, direction }, one, other, spot, open);
  if (a.variants.length === 1 && b.variants.length === 1 && before && after) return compare(before, after);
  const found: Difference[] = [];
  if (pair.direction.in) {
    const way = { ...pair.direction, out: false };
    for (const one of a.variants)
      found.push(
        ...closest(
          spot,
          b.variants.map((other) => compare(one, other, way)),
          () => lost(one, spot),
        ),
      );
  }
  if (pair.direction.out) {
    const way = { ...pair.direction, in: false };
    for (const one of b.variants)
      found.push(
        ...closest(
          spot,
          a.variants.map((other) => compare(other, one, way)),
          () => fresh(one, spot),
        ),
      );
  }
  return found;
}

/** None when some alternative fits; else what is wrong with the one that fits best, or that there is none of its type. */
function closest({ keys }: Spot, tried: Difference[][], none: () => Difference): Difference[] {
  const ofType = tried.filter((found) => !found.some((one) => one.rule === 'type-changed' && one.keys === keys));
  return ofType.toSorted((one, other) => one.length - other.length)[0] ?? [none()];
}

const describe = ({ name, type, values }: Variant): string =>
  name ?? (values ? values.map((value) => JSON.stringify(value)).join(' | ') : (type ?? 'anything'));

const lost = (variant: Variant, { keys }: Spot): Difference => ({
  rule: 'type-changed',
  keys,
  what: `-${describe(variant)}`,
  says: `{} can not be ${describe(variant)} any more`,
});

const fresh = (variant: Variant, { keys }: Spot): Difference => ({
  rule: 'type-changed',
  keys,
  what: `+${describe(variant)}`,
  says: `{} can be ${describe(variant)} now`,
});

function compareOne(pair: Pair, a: Variant, b: Variant, at: Spot, open: readonly string[]): Difference[] {
  const { direction } = pair;
  if ((direction.in && !covers(b.type, a.type)) || (direction.out && !covers(a.type, b.type))) {
    const [was, is] = [a.type ?? 'anything', b.type ?? 'anything'];
    return [{ rule: 'type-changed', keys: at.keys, says: `{} was of type ${was} and is ${is} now` }];
  }
  const known = a.name !== b.name || a.name === at.keys[0];
  const spot = a.name && !known ? { ...at, keys: [a.name, ...at.keys] } : at;
  const found = compareKeywords(direction, a, b, spot);
  if (a.items && b.items) found.push(...compareSchemas(pair, a.items, b.items, inner(spot, '[]'), open));
  return [...found, ...compareMembers(pair, a, b, spot, open), ...compareUndeclared(pair, a, b, spot, open)];
}

const covers = (wide: string | undefined, narrow: string | undefined): boolean =>
  wide === undefined || wide === narrow || (wide === 'number' && narrow === 'integer');

function compareMembers(pair: Pair, a: Variant, b: Variant, spot: Spot, open: readonly string[]): Difference[] {
  const { direction } = pair;
  const found: Difference[] = [];
  for (const [name, before] of a.properties) {
    const at = member(spot, name, before);
    const after = b.properties.get(name);
    if (!after) {
      if (direction.out || b.rest === false)
        found.push({ rule: 'field-removed', keys: at.keys, gone: true, says: '{} is gone' });
      continue;
    }
    const now = member(spot, name, after);
    found.push(...compareSchemas(pair, before.schema, after.schema, now, open));
    if (direction.out && before.required && !after.required)
      found.push({ rule: 'field-optional', keys: now.keys, says: '{} was always there and may be left out now' });
  }
  for (const [name, after] of b.properties) {
    const before = a.properties.get(name);
    if (!direction.in || !after.required || before?.required) continue;
    const says = before ? '{} was optional and is required now' : '{} is new and required';
    found.push({ rule: 'field-required', keys: member(spot, name, after).keys, says });
  }
  return found;
}

function member(spot: Spot, name: string, { owner }: Property): Spot {
  const path = spot.path ? `${spot.path}.${name}` : name;
  return { keys: [...(owner ? [`${owner}.${name}`] : []), `@${path}`, ...spot.keys], path };
}

/** The items of a list or the values of a record: declared where the whole is. */
function inner({ keys, path }: Spot, step: string): Spot {
  return { keys: [`@${path}${step}`, ...keys], path: `${path}${step}` };
}

function compareUndeclared(pair: Pair, a: Variant, b: Variant, spot: Spot, open: readonly string[]): Difference[] {
  const [was, is] = [a.rest === true ? {} : a.rest, b.rest === true ? {} : b.rest];
  if (was && is && (a.rest !== true || b.rest !== true)) return compareSchemas(pair, was, is, inner(spot, '.*'), open);
  if (pair.direction.in && a.rest !== false && b.rest === false && b.type === 'object')
    return [{ rule: 'closed', keys: spot.keys, says: '{} refuses members it does not declare now' }];
  return [];
}
