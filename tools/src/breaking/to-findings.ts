import type { Change, Finding, Subject } from './change.ts';
import type { Place, Places } from './places.ts';

interface Placed {
  change: Change;
  place: Place;
  /** Declared in the sources of before only. */
  past: boolean;
  /** The path from there to what has no declaration of its own: `street`, `[]`. */
  inside?: string;
  /** In which part of the operation that is: `200`. */
  scope?: string;
}

/**
 * Gives each change its place in the TypeSpec sources and joins those of one rule at one place: a field of `Order` breaks
 * every operation that answers orders, and is one thing to mend.
 */
export function toFindings(
  changes: readonly Change[],
  before: Places,
  after: Places,
  affected: (change: Change) => string[],
): Finding[] {
  const groups = Map.groupBy(
    changes.map((change) => placed(change, before, after)),
    idOf,
  );
  return Array.from(groups, ([id, [first, ...more]]): Finding => {
    if (!first) throw new Error(`no change is called ${id}`);
    const all = [first, ...more].map(({ change }) => change);
    const subjects = distinct(
      all.map(({ subject }) => subject),
      ({ title }) => title,
    );
    return {
      id,
      rule: first.change.rule,
      subjects,
      sentence: `${titles(subjects)}: ${says([first, ...more])}.`,
      at: `${first.place.at}${first.past ? ' (before)' : ''}`,
      affects: [...new Set(all.flatMap(affected))].toSorted(),
    };
  }).toSorted((one, other) => (one.at < other.at ? -1 : 1));
}

const idOf = ({ change: { rule, what }, place: { name }, inside, scope }: Placed): string =>
  [rule, name, scope, inside, what && !name.endsWith(`.${what}`) ? what : undefined].filter(Boolean).join(' ');

const distinct = <T>(values: T[], by: (value: T) => string): T[] => [
  ...new Map(values.map((value) => [by(value), value])).values(),
];

/** One declaration may be said in several ways, as a scalar that is a parameter here and a field there. */
function says(all: readonly Placed[]): string {
  const ways = distinct([...all], ({ change }) => change.says).map((one) => one.change.says.replace('{}', label(one)));
  const [shown, rest] = [ways.slice(0, 3), ways.length - 3];
  return rest > 0 ? `${shown.join('; ')}; and so in ${rest} more places` : shown.join('; ');
}

/** Three by name; the rest, of a type that all share, by their number. */
function titles(subjects: readonly Subject[]): string {
  const [shown, rest] = [subjects.slice(0, 3), subjects.length - 3];
  const names = shown.map(({ title }) => title).join(', ');
  return rest > 0 ? `${names} and ${rest} more` : names;
}

/** `quantity` of NewOrderItem, as one declaration may be at different paths; elsewhere the path in the body. */
function label({ change, place, inside }: Placed): string {
  const path = change.keys.find((key) => key.startsWith('@'))?.slice(1);
  const [field = '', model = ''] = place.name.split('.').toReversed();
  if (change.subject.protocol === 'REST' && place.member && model)
    return `\`${field}${inside && inside[0] !== '[' ? '.' : ''}${inside ?? ''}\` of ${model}`;
  return path || place.member ? `\`${path ?? field}\`` : 'the body';
}

/** Where one key of a change is declared, in the sources of before or of after. */
type Find = (places: Places, key: string) => Place | undefined;
type Sides = readonly [first: Places, other: Places];

/** The decorator that says it, or the first of its keys that the sources declare. */
function placed(change: Change, before: Places, after: Places): Placed {
  const scopes = scopesOf(change.subject);
  const find: Find = (places, key) =>
    scopes.map((scope) => places.get(`${scope}${key}`)).find((place) => place !== undefined);
  const sides: Sides = change.gone ? [before, after] : [after, before];
  const found = decorated(change, sides, find) ?? declared(change, sides, find);
  if (found) return { change, place: found.place, past: found.places === before, ...insideOf(change, found.key) };
  const [key = ''] = change.keys;
  const at = change.subject.protocol === 'golden file' ? `contracts/${key}` : 'contracts/main.tsp';
  return { change, place: { name: key, at, marks: new Map() }, past: change.gone ?? false };
}

interface Found {
  place: Place;
  key: string;
  places: Places;
}

function decorated({ keys, mark }: Change, sides: Sides, find: Find): Found | undefined {
  if (mark === undefined) return undefined;
  for (const places of sides) {
    const other = sides.find((side) => side !== places) ?? places;
    for (const key of keys) {
      const place = find(places, key);
      const marked = place?.marks.get(mark);
      if (!place || !marked) continue;
      // A scalar that inherits the decorator since it extends another one is what changed, not the decorator.
      const inherits = marked.name !== place.name && find(other, key)?.marks.get(mark)?.name !== marked.name;
      return { place: inherits ? place : marked, key, places };
    }
  }
  return undefined;
}

function declared({ keys }: Change, sides: Sides, find: Find): Found | undefined {
  for (const key of keys) {
    for (const places of sides) {
      const place = find(places, key);
      if (place) return { place, key, places };
    }
  }
  return undefined;
}

/** What lies between the declaration that was found and the change, where the change has none of its own. */
function insideOf({ keys, scope }: Change, key: string): Pick<Placed, 'inside' | 'scope'> {
  const index = keys.indexOf(key);
  const pathIn = (some: readonly string[]) => some.find((one) => one.startsWith('@'))?.slice(1) ?? '';
  const inside = pathIn(keys.slice(0, index))
    .slice(pathIn(keys.slice(index + 1)).length)
    .replace(/^\./, '');
  return {
    ...(inside ? { inside } : {}),
    ...(scope && index === keys.length - 1 ? { scope } : {}),
  };
}

/** Documents name types within their service or, shared ones, within none. */
function scopesOf({ protocol, service }: Subject): string[] {
  const own = `${service[0]?.toUpperCase()}${service.slice(1)}.`;
  if (protocol === 'REST') return [own, ''];
  return protocol === 'event' ? ['Events.', ''] : [''];
}
