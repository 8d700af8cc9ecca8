import type { PayloadSchema } from './asyncapi.ts';

/** One field of a payload, at any depth. */
export interface Field {
  /** `items[].quantity` */
  path: string;
  /** In words: `integer, at least 1`. */
  rule: string;
  required: boolean;
  description: string;
}

const int32Max = 2_147_483_647;
const formats: Record<string, string> = { uuid: 'UUID', 'date-time': 'RFC 3339 in UTC', email: 'mail address' };

/** Every field of a payload, those of lists and objects after their own. */
export function fieldsOf(schema: PayloadSchema, prefix = ''): Field[] {
  const required = new Set(schema.required);
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const path = `${prefix}${name}`;
    const own = { path, rule: ruleOf(field), required: required.has(name), description: field.description ?? '' };
    const inside = field.items ? fieldsOf(field.items, `${path}[].`) : fieldsOf(field, `${path}.`);
    return [own, ...inside];
  });
}

/** What a value must be, in words. */
export function ruleOf(schema: PayloadSchema): string {
  if (schema.anyOf) return schema.anyOf.map(ruleOf).join(' or ');
  if (schema.const !== undefined) return code(schema.const);
  if (schema.enum) return `one of ${schema.enum.map(code).join(', ')}`;
  const { type = 'any', items } = schema;
  const what = items ? `list of ${plural(items)}` : type;
  return [what, ...limits(schema)].join(', ');
}

function limits(schema: PayloadSchema): string[] {
  const { format, pattern, minimum, maximum, minLength, maxLength, minItems, maxItems } = schema;
  const places = schema['x-decimal-places'];
  const most = maximum === int32Max ? undefined : maximum;
  return [
    format && (formats[format] ?? format),
    places !== undefined && `at most ${places} places`,
    range(minimum, most, ''),
    range(minLength, maxLength, ' characters'),
    range(minItems, maxItems, ' of them'),
    pattern && `matches ${code(pattern)}`,
  ].filter((limit): limit is string => Boolean(limit));
}

function range(least: number | undefined, most: number | undefined, unit: string): string | undefined {
  const show = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: 2 });
  if (least !== undefined && most !== undefined) return `${show(least)} to ${show(most)}${unit}`;
  if (least !== undefined) return `at least ${show(least)}${unit}`;
  return most === undefined ? undefined : `at most ${show(most)}${unit}`;
}

const plural = (schema: PayloadSchema): string => (schema.type ? `${schema.type}s` : ruleOf(schema));

const code = (value: unknown): string => `\`${String(value)}\``;
