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

const lengths = ['minLength', 'maxLength', 'minItems', 'maxItems'];
const kept = [...lengths, 'pattern', 'format', 'minimum', 'maximum', 'default', 'x-decimal-places'];
const numeric = new Set(['int32', 'int64', 'double', 'float']);

/** JavaScript source of a plain value, in single quotes. */
export function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value !== 'string') return JSON.stringify(value);
  return `'${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

/** Name as a property: bare where it can be. */
export const property = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : literal(name));

const options = (schema: Schema): string => {
  const found = kept.filter(
    (word) => schema[word] !== undefined && !(word === 'format' && numeric.has(schema.format as string)),
  );
  return found.length ? `{ ${found.map((word) => `${property(word)}: ${literal(schema[word])}`).join(', ')} }` : '';
};

const call = (name: string, ...args: string[]): string => `${name}(${args.filter(Boolean).join(', ')})`;
const indent = (text: string): string => text.replaceAll('\n', '\n  ');

/**
 * Translates schemas to TypeBox source. Named schemas become consts (objects and enums exported, with their type), in
 * `declarations`, each before its first use. A keyword or type it does not know is an error, not `unknown`.
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
    if (schema.$ref) {
      const name = schema.$ref.split('/').pop() ?? '';
      return options(schema) ? expression({ ...named[name], ...schema, $ref: undefined }) : reference(name);
    }
    const variants = schema.anyOf ?? schema.oneOf;
    if (variants) return call('T.Union', `[${variants.map(expression).join(', ')}]`, options(schema));
    if (schema.const !== undefined) return call('T.Literal', literal(schema.const));
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
    const closed = rest === false || (typeof rest === 'object' && 'not' in rest);
    if (!schema.properties && typeof rest === 'object' && !closed)
      return call('T.Record', 'T.String()', expression(rest));
    const required = new Set(schema.required);
    const fields = Object.entries(schema.properties ?? {}).map(([name, field]) => {
      const source = expression(field);
      return `  ${property(name)}: ${indent(required.has(name) ? source : call('T.Optional', source))},`;
    });
    return call('T.Object', `{\n${fields.join('\n')}\n}`, closed ? '{ additionalProperties: false }' : '');
  }

  return { expression, declarations: () => [...declared.values()] };
}

const choice = (values: unknown[], rest: string): string =>
  values.length === 1
    ? call('T.Literal', literal(values[0]))
    : call('T.Union', `[${values.map((value) => `T.Literal(${literal(value)})`).join(', ')}]`, rest);

function declaration(name: string, { description, type, enum: values }: Schema, source: string): string {
  const shared = type === 'object' || values !== undefined;
  return [
    ...(description ? [`/** ${description.replace(/\s+/g, ' ')} */`] : []),
    `${shared ? 'export ' : ''}const ${name} = ${source};`,
    ...(shared ? [`export type ${name} = Static<typeof ${name}>;`] : []),
  ].join('\n');
}
