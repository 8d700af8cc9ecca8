/** The environment as typed values, read once, at the edge: everything below takes plain values. */
export type Env = Readonly<Record<string, string | undefined>>;

/** Reads one variable's text; throws a sentence's end ("must be …") when it is not what it should be. */
export interface Field<T> {
  parse(text: string): T;
  fallback?: string;
}

export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

export type Fields = Readonly<Record<string, Field<unknown>>>;

export type Values<F extends Fields> = {
  [K in keyof F]: F[K] extends Field<infer T> ? T : never;
};

/**
 * The values of `fields`, keyed by variable name. An empty variable counts as unset; a field without fallback is
 * required. Throws one `ConfigError` that names every missing or wrong variable, so that one look mends all.
 */
export function readConfig<F extends Fields>(fields: F, env: Env = process.env): Values<F> {
  const wrong: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields)) {
    const text = env[name] || field.fallback;
    if (text === undefined) wrong.push(`${name} is not set`);
    else {
      try {
        values[name] = field.parse(text);
      } catch (error) {
        wrong.push(`${name} ${(error as Error).message}`);
      }
    }
  }
  if (wrong.length > 0) throw new ConfigError(`wrong environment: ${wrong.join('; ')}`);
  return values as Values<F>;
}

const field = <T>(parse: (text: string) => T, fallback: string | number | boolean | undefined): Field<T> =>
  fallback === undefined ? { parse } : { parse, fallback: String(fallback) };

export const text = (fallback?: string): Field<string> => field((value) => value, fallback);

/** Text of a given form; `form` says it for people: `three capital letters`. */
export const matching = (pattern: RegExp, form: string, fallback?: string): Field<string> =>
  field((value) => {
    if (!pattern.test(value)) throw new Error(`must be ${form}, not "${value}"`);
    return value;
  }, fallback);

export const number = (fallback?: number, { min = -Infinity, max = Infinity } = {}): Field<number> =>
  field((value) => {
    const parsed = value.trim() === '' ? NaN : Number(value);
    if (!(parsed >= min && parsed <= max)) throw new Error(`must be a number from ${min} to ${max}, not "${value}"`);
    return parsed;
  }, fallback);

export const integer = (fallback?: number, { min = 0, max = Number.MAX_SAFE_INTEGER } = {}): Field<number> =>
  field((value) => {
    const parsed = /^-?\d+$/.test(value) ? Number(value) : NaN;
    if (!(parsed >= min && parsed <= max)) throw new Error(`must be an integer from ${min} to ${max}, not "${value}"`);
    return parsed;
  }, fallback);

export const port = (fallback: number): Field<number> => integer(fallback, { max: 65_535 });

const flags: Record<string, boolean> = { on: true, true: true, '1': true, off: false, false: false, '0': false };
export const flag = (fallback?: boolean): Field<boolean> =>
  field((value) => {
    const parsed = flags[value.toLowerCase()];
    if (parsed === undefined) throw new Error(`must be on or off, not "${value}"`);
    return parsed;
  }, fallback);

export const choice = <const T extends string>(options: readonly T[], fallback?: T): Field<T> =>
  field((value) => {
    const parsed = options.find((option) => option === value);
    if (parsed === undefined) throw new Error(`must be one of ${options.join(', ')}, not "${value}"`);
    return parsed;
  }, fallback);

/** Comma-separated; empty items are dropped. */
export const list = (fallback?: string): Field<string[]> =>
  field(
    (value) =>
      value
        .split(',')
        .map((item) => item.trim())
        .filter(Boolean),
    fallback,
  );

/** An absolute URL; the text is not repeated in the error, since it may hold a password. */
export const url = (fallback?: string, protocols?: readonly string[]): Field<string> =>
  field((value) => {
    const parsed = URL.parse(value);
    if (!parsed) throw new Error('must be a URL');
    if (protocols && !protocols.includes(parsed.protocol.slice(0, -1)))
      throw new Error(`must be a URL that starts with ${protocols.map((name) => `${name}://`).join(' or ')}`);
    return value;
  }, fallback);

export const secret = (fallback?: string, { lengthMin = 16, lengthMax = Infinity } = {}): Field<string> =>
  field((value) => {
    if (value.length < lengthMin) throw new Error(`must have at least ${lengthMin} characters`);
    if (value.length > lengthMax) throw new Error(`must have at most ${lengthMax} characters`);
    return value;
  }, fallback);

/** A field that may stay unset. */
export const optional = <T>({ parse }: Field<T>): Field<T | undefined> => ({
  parse: (value) => (value === '' ? undefined : parse(value)),
  fallback: '',
});
