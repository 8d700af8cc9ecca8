import type { Change, Finding, Subject } from './change.ts';
import type { Place, Places } from './places.ts';

interface Placed {
  change: Change;
  place: Place;
  /** Declared in the sources of before only. */
  past: boolean;
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
    ({ change, place }) => idOf(change, place),
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
      sentence: `${titles(subjects)}: ${first.change.says.replace('{}', label(first))}.`,
      at: `${first.place.at}${first.past ? ' (before)' : ''}`,
      affects: [...new Set(all.flatMap(affected))].toSorted(),
    };
  }).toSorted((one, other) => (one.at < other.at ? -1 : 1));
}

const idOf = ({ rule, what }: Change, { name }: Place): string =>
  [rule, name, ...(what && !name.endsWith(`.${what}`) ? [what] : [])].join(' ');

const distinct = <T>(values: T[], by: (value: T) => string): T[] => [
  ...new Map(values.map((value) => [by(value), value])).values(),
];

/** Three by name; the rest, of a type that all share, by their number. */
function titles(subjects: readonly Subject[]): string {
  const [shown, rest] = [subjects.slice(0, 3), subjects.length - 3];
  const names = shown.map(({ title }) => title).join(', ');
  return rest > 0 ? `${names} and ${rest} more` : names;
}

/** `quantity` of NewOrderItem, as one declaration may be at different paths; elsewhere the path in the body. */
function label({ change, place }: Placed): string {
  const path = change.keys.find((key) => key.startsWith('@'))?.slice(1);
  const [field = '', model = ''] = place.name.split('.').toReversed();
  if (change.subject.protocol === 'REST' && place.member && model) return `\`${field}\` of ${model}`;
  return path || place.member ? `\`${path ?? field}\`` : 'the body';
}

/** The first of its keys that the sources declare, or the decorator that says it. */
function placed(change: Change, before: Places, after: Places): Placed {
  const scopes = scopesOf(change.subject);
  const find = (places: Places, key: string) =>
    scopes.map((scope) => places.get(`${scope}${key}`)).find((place) => place !== undefined);
  const sides = change.gone ? [before, after] : [after, before];
  for (const places of sides) {
    const other = places === before ? after : before;
    for (const key of change.keys) {
      const place = find(places, key);
      const marked = change.mark === undefined ? undefined : place?.marks.get(change.mark);
      if (!place || !marked) continue;
      // A scalar that inherits the decorator since it extends another one is what changed, not the decorator.
      const inherits =
        marked.name !== place.name && find(other, key)?.marks.get(change.mark ?? '')?.name !== marked.name;
      return { change, place: inherits ? place : marked, past: places === before };
    }
  }
  for (const key of change.keys) {
    for (const places of sides) {
      const place = find(places, key);
      if (place) return { change, place, past: places === before };
    }
  }
  const [key = ''] = change.keys;
  const at = change.subject.protocol === 'golden file' ? `contracts/${key}` : 'contracts/main.tsp';
  return { change, place: { name: key, at, marks: new Map() }, past: change.gone ?? false };
}

/** Documents name types within their service or, shared ones, within none. */
function scopesOf({ protocol, service }: Subject): string[] {
  const own = `${service[0]?.toUpperCase()}${service.slice(1)}.`;
  if (protocol === 'REST') return [own, ''];
  return protocol === 'event' ? ['Events.', ''] : [''];
}
