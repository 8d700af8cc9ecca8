import type { Heard } from './listening-proxy.ts';

/**
 * Statements in pgbench's syntax, whose variables are `:client_id`, `:n` (counts a client's transactions) and `:buyer`. No other
 * colon stands alone.
 */
export type Script = readonly string[];

export interface Recorded {
  statements: readonly Pick<Heard, 'sql' | 'parameters'>[];
  /** Of each statement, the types of its parameters. */
  types: readonly (readonly string[])[];
  /** Ids that the request drew, which must be others each time. */
  drawn: readonly string[];
  /** Who ordered. */
  buyer: number;
}

/** A recorded request as a script that does the same again and again, for other buyers and under new ids. */
export function toScript({ statements, types, drawn, buyer }: Recorded): Script {
  const variable = variables(drawn, buyer);
  return statements.map(({ sql, parameters }, at) =>
    escapeColons(sql).replaceAll(/\$(\d+)\b/g, (_, number: string) => {
      const index = Number(number) - 1;
      return literal(parameters[index] ?? null, types[at]?.[index] ?? 'text', variable);
    }),
  );
}

/** The ids that occur in the one and not in the other. */
export function drawnIds(one: readonly Heard[], other: readonly Heard[]): string[] {
  const found = (all: readonly Heard[]) =>
    new Set(all.flatMap(({ parameters }) => parameters.flatMap((text) => text?.match(uuid) ?? [])));
  return [...found(one).difference(found(other))];
}

const uuid = /[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}/g;

interface Variables {
  pattern: RegExp;
  /** What stands for a text that the pattern found. */
  sqlOf(text: string): string;
}

function variables(drawn: readonly string[], buyer: number): Variables {
  return {
    pattern: new RegExp(`(${[...drawn, `\\b${buyer}\\b`].join('|')})`),
    sqlOf: (text) => (text === String(buyer) ? ':buyer::text' : idSql(drawn.indexOf(text))),
  };
}

/** Ascending like the UUIDv7 that it stands for: an index grows at its end. */
const idSql = (which: number): string =>
  `lpad(to_hex(:n::bigint), 8, '0') || '-' || lpad(to_hex(:client_id::int), 4, '0') || '-7000-8000-${String(which).padStart(12, '0')}'`;

function literal(value: string | null, type: string, { pattern, sqlOf }: Variables): string {
  if (value === null) return `null::${type}`;
  const parts = value.split(pattern).filter((part) => part !== '');
  const texts = parts.map((part) => (pattern.test(part) ? sqlOf(part) : quote(part)));
  return `(${texts.length > 0 ? texts.join(' || ') : quote('')})::${type}`;
}

const quote = (text: string): string =>
  `E'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n').replaceAll(':', '\\x3a')}'`;

/** pgbench looks for variables inside of quotes too. */
const escapeColons = (sql: string): string =>
  sql.replaceAll(/(\bE)?'((?:[^']|'')*)'/gi, (whole, escaped: string | undefined, text: string) =>
    text.includes(':') ? (escaped ? whole.replaceAll(':', '\\x3a') : quote(text.replaceAll("''", "'"))) : whole,
  );
