import type { Difference, Direction, Spot } from './compare-schemas.ts';
import type { Variant } from './flatten.ts';

interface Bound {
  keyword: string;
  /** The TypeSpec decorator that writes it. */
  mark: string;
  /** Whether a greater number accepts less. */
  greaterIsTighter: boolean;
  /** What it is when nothing is said. */
  none: number;
  /** Clients of HTTP parse by it, so that they break when it is loosened. */
  parsed?: boolean;
}

const bounds: Bound[] = [
  { keyword: 'minimum', mark: 'minValue', greaterIsTighter: true, none: -Infinity },
  { keyword: 'exclusiveMinimum', mark: 'minValueExclusive', greaterIsTighter: true, none: -Infinity },
  { keyword: 'minLength', mark: 'minLength', greaterIsTighter: true, none: 0 },
  { keyword: 'minItems', mark: 'minItems', greaterIsTighter: true, none: 0 },
  { keyword: 'minProperties', mark: 'minProperties', greaterIsTighter: true, none: 0 },
  { keyword: 'uniqueItems', mark: 'uniqueItems', greaterIsTighter: true, none: 0 },
  { keyword: 'maximum', mark: 'maxValue', greaterIsTighter: false, none: Infinity },
  { keyword: 'exclusiveMaximum', mark: 'maxValueExclusive', greaterIsTighter: false, none: Infinity },
  { keyword: 'maxLength', mark: 'maxLength', greaterIsTighter: false, none: Infinity },
  { keyword: 'maxItems', mark: 'maxItems', greaterIsTighter: false, none: Infinity },
  { keyword: 'maxProperties', mark: 'maxProperties', greaterIsTighter: false, none: Infinity },
  {
    keyword: 'x-decimal-places',
    mark: 'extension:x-decimal-places',
    greaterIsTighter: false,
    none: Infinity,
    parsed: true,
  },
];

/** Formats of numbers say a range: the wider has the greater number. */
const ranges: Record<string, number> = { int8: 1, int16: 2, int32: 3, int64: 4, float: 1, double: 2 };

/** What breaks between the values, bounds, pattern and format of two alternatives of one type. */
export function compareKeywords(direction: Direction, a: Variant, b: Variant, spot: Spot): Difference[] {
  return [
    ...compareValues(direction, a, b, spot),
    ...bounds.flatMap((bound) => compareBound(direction, a, b, spot, bound)),
    ...compareMultiple(direction, a, b, spot),
    ...compareExact(direction, a, b, spot, 'pattern'),
    ...compareExact(direction, a, b, spot, 'format'),
  ];
}

function compareValues(direction: Direction, a: Variant, b: Variant, { keys }: Spot): Difference[] {
  const gone = b.values ? (a.values ?? []).filter((value) => !b.values?.includes(value)) : [];
  const fresh = a.values ? (b.values ?? []).filter((value) => !a.values?.includes(value)) : [];
  const found: Difference[] = [];
  const exact = (value: unknown) => {
    const owners = [...(a.owners ?? []), ...(b.owners ?? []), ...keys.slice(0, 1)].filter((key) => key[0] !== '@');
    return [...owners.map((owner) => `${owner}.${String(value)}`), ...keys];
  };
  if (direction.in) {
    for (const value of gone)
      found.push({
        rule: 'enum-narrowed',
        keys: exact(value),
        gone: true,
        what: String(value),
        says: `{} does not take \`${String(value)}\` any more`,
      });
    if (!a.values && b.values)
      found.push({
        rule: 'enum-narrowed',
        keys,
        what: 'enum',
        says: `{} took any value and now only ${list(b.values)}`,
      });
  }
  if (direction.out) {
    for (const value of fresh)
      found.push({
        rule: 'enum-widened',
        keys: exact(value),
        what: String(value),
        says: `{} can be \`${String(value)}\` now`,
      });
    if (a.values && !b.values)
      found.push({
        rule: 'enum-widened',
        keys,
        what: 'enum',
        says: `{} was one of ${list(a.values)} and can be anything now`,
      });
  }
  return found;
}

const list = (values: unknown[]): string => values.map((value) => `\`${String(value)}\``).join(', ');

function compareBound(
  { in: incoming, out, strict }: Direction,
  a: Variant,
  b: Variant,
  { keys }: Spot,
  bound: Bound,
): Difference[] {
  const { keyword, mark, greaterIsTighter, none, parsed } = bound;
  const number = ({ keywords }: Variant) => Number(keywords[keyword] ?? none);
  const [was, is] = [number(a), number(b)];
  if (was === is) return [];
  const tighter = is > was === greaterIsTighter;
  const shown = ({ keywords }: Variant) => limit(keywords[keyword]);
  const says = `${keyword} of {} was ${shown(a)} and is ${shown(b)} now`;
  if (tighter && incoming) return [{ rule: 'tightened', keys, mark, what: keyword, says }];
  if (!tighter && out && (strict || parsed)) return [{ rule: 'loosened', keys, mark, what: keyword, says }];
  return [];
}

const limit = (value: unknown): string => (value === undefined ? 'not limited' : JSON.stringify(value));

/** What is a multiple of 10 is one of 5. */
function compareMultiple(
  { in: incoming, out, strict }: Direction,
  a: Variant,
  b: Variant,
  { keys }: Spot,
): Difference[] {
  const [was, is] = [a.keywords.multipleOf, b.keywords.multipleOf] as (number | undefined)[];
  const covers = (wide: number | undefined, narrow: number | undefined) =>
    wide === undefined || (narrow !== undefined && Number.isInteger(narrow / wide));
  const at = { keys, mark: 'multipleOf', what: 'multipleOf' };
  const says = `multipleOf of {} was ${limit(was)} and is ${limit(is)} now`;
  if (incoming && !covers(is, was)) return [{ ...at, rule: 'tightened', says }];
  return out && strict && !covers(was, is) ? [{ ...at, rule: 'loosened', says }] : [];
}

/** Patterns can not be compared: another one is taken for tighter, and for looser. */
function compareExact(
  { in: incoming, out }: Direction,
  a: Variant,
  b: Variant,
  { keys }: Spot,
  keyword: string,
): Difference[] {
  const [was, is] = [a.keywords[keyword], b.keywords[keyword]] as (string | undefined)[];
  if (was === is) return [];
  const [from, to] = [ranges[was ?? ''], ranges[is ?? '']];
  const narrows = from && to ? to < from : is !== undefined;
  const widens = from && to ? to > from : was !== undefined;
  const says = `${keyword} of {} was ${quoted(was)} and is ${quoted(is)} now`;
  if (incoming && narrows) return [{ rule: 'tightened', keys, mark: keyword, what: keyword, says }];
  if (out && widens) return [{ rule: 'loosened', keys, mark: keyword, what: keyword, says }];
  return [];
}

const quoted = (value: string | undefined): string => (value === undefined ? 'not set' : `\`${value}\``);
