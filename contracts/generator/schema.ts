/** The part of JSON Schema 2020-12 that the TypeSpec emitters write. */
export interface Schema {
  $ref?: string;
  type?: string;
  description?: string;
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  unevaluatedProperties?: boolean | Schema;
  [keyword: string]: unknown;
}

/** Keywords that TypeBox takes as they are, by the type they bound. */
const bounds: Record<string, string[]> = {
  string: ['minLength', 'maxLength', 'pattern', 'format'],
  integer: ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf', 'format'],
  number: ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf', 'format', 'x-decimal-places'],
  array: ['minItems', 'maxItems', 'uniqueItems'],
  object: ['minProperties', 'maxProperties'],
};
const kept = [...new Set(Object.values(bounds).flat()), 'default'];

/** Keywords that say nothing of the value, and those that `expression` reads, by what a schema is. */
const notes = '$schema $id $defs title description example examples deprecated x-codes x-example'.split(' ');
const parts: Record<string, string[]> = {
  array: ['items'],
  object: ['properties', 'required', 'additionalProperties', 'unevaluatedProperties'],
};
const numeric = new Set(['int32', 'int64', 'double', 'float']);

/** JavaScript source of a plain value, in single quotes. */
export function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value !== 'string') return JSON.stringify(value);
  return `'${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

/** Name as a property: bare where it can be. */
export const property = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : literal(name));

const options = (schema: Schema, ...more: string[]): string => {
  const found = kept.filter(
    (word) => schema[word] !== undefined && !(word === 'format' && numeric.has(schema.format as string)),
  );
  const entries = [...found.map((word) => `${property(word)}: ${literal(schema[word])}`), ...more];
  return entries.length ? `{ ${entries.join(', ')} }` : '';
};

/** Throws where the translation would lose a keyword without a word. `at` names the schema. */
function refuseUnknown(at: string, schema: Schema): void {
  if (schema.allOf) throw new Error(`${at} has allOf, which is not translated: spread the base model (...Base)`);
  const by = ['$ref', 'anyOf', 'oneOf', 'const', 'enum'].find((word) => schema[word] !== undefined);
  const type = schema.type ?? '';
  const own = by === '$ref' ? kept : by ? [] : [...(bounds[type] ?? []), ...(parts[type] ?? [])];
  const known = new Set([...notes, ...own, by, 'type', 'default']);
  const unknown = Object.keys(schema).filter((word) => schema[word] !== undefined && !known.has(word));
  if (unknown.length > 0) throw new Error(`${at} has ${unknown.join(', ')}, which is not translated`);
}

const call = (name: string, ...args: string[]): string => `${name}(${args.filter(Boolean).join(', ')})`;
const indent = (text: string): string => text.replaceAll('\n', '\n  ');

/**
 * Translates schemas to TypeBox source. Named schemas become consts (objects and enums exported, with their type), in
 * `declarations`, each before its first use. A keyword or type it does not know is an error that names the schema.
 */
export function translator(named: Record<string, Schema>) {
  const declared = new Map<string, string>();
  const open = new Set<string>();

  function reference(name: string): string {
    const schema = named[name];
    if (!schema) throw new Error(`no schema is named ${name}`);
    if (open.has(name)) throw new Error(`schema ${name} contains itself`);
    if (!declared.has(name)) {
      open.add(name);
      const source = expression(schema);
      open.delete(name);
      declared.set(name, declaration(name, schema, source));
    }
    return name;
  }

  function expression(schema: Schema): string {
    const name = [...open].at(-1);
    refuseUnknown(name ? `schema ${name}` : `a schema of an operation (${JSON.stringify(schema)})`, schema);
    if (schema.$ref) {
      const name = schema.$ref.split('/').pop() ?? '';
      return options(schema) ? expression({ ...named[name], ...schema, $ref: undefined }) : reference(name);
    }
    const variants = schema.anyOf ?? schema.oneOf;
    if (variants) return call('T.Union', `[${variants.map(expression).join(', ')}]`, options(schema));
    if (schema.const !== undefined) return call('T.Literal', literal(schema.const), options(schema));
    if (schema.enum) return choice(schema.enum, options(schema));
    return typed(schema);
  }

  function typed(schema: Schema): string {
    switch (schema.type) {
      case 'null':
        return 'T.Null()';
      case 'string':
        return call('T.String', options(schema));
      case 'boolean':
        return call('T.Boolean', options(schema));
      case 'integer':
        return call('T.Integer', options(schema));
      case 'number':
        return call('x-decimal-places' in schema ? 'Decimal' : 'T.Number', options(schema));
      case 'array':
        return call('T.Array', expression(schema.items ?? {}), options(schema));
      case 'object':
        return object(schema);
      default:
        throw new Error(`cannot translate ${JSON.stringify(schema)}`);
    }
  }

  function object(schema: Schema): string {
    const rest = schema.additionalProperties ?? schema.unevaluatedProperties;
    const closed = rest === false || (typeof rest === 'object' && Bun.deepEquals(rest, { not: {} }));
    const values = typeof rest === 'object' && !closed && Object.keys(rest).length > 0 ? expression(rest) : '';
    // Said to be open and nothing else: an object without fields would be closed at run time, and always empty.
    if (!schema.properties && rest && !closed && !values)
      return call('T.Record', 'T.String()', 'T.Unknown()', options(schema));
    if (!schema.properties && values) return call('T.Record', 'T.String()', values, options(schema));
    const required = new Set(schema.required);
    const fields = Object.entries(schema.properties ?? {}).map(([name, field]) => {
      const source = expression(field);
      return `  ${property(name)}: ${indent(required.has(name) ? source : call('T.Optional', source))},`;
    });
    const others = closed ? 'false' : values;
    const bound = options(schema, ...(others ? [`additionalProperties: ${others}`] : []));
    return call('T.Object', `{\n${fields.join('\n')}\n}`, bound);
  }

  return { expression, declarations: () => [...declared.values()] };
}

const choice = (values: unknown[], rest: string): string =>
  values.length === 1
    ? call('T.Literal', literal(values[0]), rest)
    : call('T.Union', `[${values.map((value) => `T.Literal(${literal(value)})`).join(', ')}]`, rest);

function declaration(name: string, { description, type, enum: values }: Schema, source: string): string {
  const shared = type === 'object' || values !== undefined;
  return [
    ...(description ? [`/** ${description.replace(/\s+/g, ' ')} */`] : []),
    `${shared ? 'export ' : ''}const ${name} = ${source};`,
    ...(shared ? [`export type ${name} = Static<typeof ${name}>;`] : []),
  ].join('\n');
}
