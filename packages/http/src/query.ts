import { Kind, type TSchema } from '@sinclair/typebox';

/** Turns one text of a URL or header into the value its schema wants; what does not fit stays a text and so fails the check. */
type Convert = (text: string) => unknown;

const integer = /^-?(?:0|[1-9]\d{0,15})$/;
const decimal = /^-?(?:0|[1-9]\d{0,15})(?:\.\d{1,15})?$/;

const toInteger: Convert = (text) => (integer.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : text);
const toNumber: Convert = (text) => (decimal.test(text) ? Number(text) : text);
const toBoolean: Convert = (text) => (text === 'true' ? true : text === 'false' ? false : text);
const asIs: Convert = (text) => text;

/** Conversion by the letter: no '0x10', ' 1', '1e3' or '2.0' for an integer; TypeBox's own decoding takes them all. */
function converter(schema: TSchema): Convert {
  switch (schema[Kind]) {
    case 'Integer':
      return toInteger;
    case 'Number':
    case 'Decimal':
      return toNumber;
    case 'Boolean':
      return toBoolean;
    case 'Literal':
      return typeof schema.const === 'number' ? toNumber : typeof schema.const === 'boolean' ? toBoolean : asIs;
    case 'Union': {
      const wanted = new Set((schema.anyOf as TSchema[]).map(converter));
      return (text) => [...wanted].reduce<unknown>((value, convert) => (value === text ? convert(text) : value), text);
    }
    default:
      return asIs;
  }
}

interface Parameter {
  readonly name: string;
  readonly convert: Convert;
}

const parameters = (schema: TSchema | undefined): Parameter[] =>
  Object.entries((schema?.properties ?? {}) as Record<string, TSchema>).map(([name, property]) => ({
    name,
    convert: converter(property),
  }));

/** Reads path parameters, decoded by the router. */
export function paramsReader(schema: TSchema | undefined): (raw: Record<string, string>) => Record<string, unknown> {
  const wanted = parameters(schema);
  return (raw) => {
    const values: Record<string, unknown> = {};
    for (const { name, convert } of wanted) values[name] = convert(raw[name] ?? '');
    return values;
  };
}

/** Reads declared headers; others are nobody's business. */
export function headersReader(schema: TSchema | undefined): (headers: Headers) => Record<string, unknown> {
  const wanted = parameters(schema);
  return (headers) => {
    const values: Record<string, unknown> = {};
    for (const { name, convert } of wanted) {
      const text = headers.get(name);
      if (text !== null) values[name] = convert(text);
    }
    return values;
  };
}

/**
 * Reads the query of a URL. An unknown parameter is left in, a repeated one becomes a list: both then fail the check.
 * Defaults of the schema fill what is not there.
 */
export function queryReader(schema: TSchema | undefined): (url: string) => Record<string, unknown> {
  const properties = (schema?.properties ?? {}) as Record<string, TSchema>;
  const converts = new Map(parameters(schema).map(({ name, convert }) => [name, convert]));
  const defaults = Object.entries(properties).filter(([, property]) => property.default !== undefined);
  return (url) => {
    const values = Object.create(null) as Record<string, unknown>;
    for (const [name, property] of defaults) values[name] = property.default;
    const start = url.indexOf('?');
    if (start === -1) return values;
    const given = new URLSearchParams(url.slice(start + 1));
    for (const name of new Set(given.keys())) {
      const texts = given.getAll(name);
      values[name] = texts.length === 1 ? (converts.get(name) ?? asIs)(texts[0]!) : texts;
    }
    return values;
  };
}
