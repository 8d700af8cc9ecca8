import type { FieldError } from '@ecomm/runtime/problem';
import { Kind, type TSchema } from '@sinclair/typebox';
import { TypeCompiler } from '@sinclair/typebox/compiler';
import { ValueErrorType as Wrong, type ValueError } from '@sinclair/typebox/errors';
import { closed } from '@ecomm/runtime/closed';

export interface Validator {
  /** True when the value is what the schema says, with no unknown field. */
  check(value: unknown): boolean;
  /** What is wrong, one message a field, paths dotted (`items.0.quantity`); at most twenty. */
  errors(value: unknown): FieldError[];
}

const errorsMax = 20;

/** Compiles a schema, once, at boot. Values are checked as they are: nothing is converted, added or removed. */
export function validator(schema: TSchema): Validator {
  const compiled = TypeCompiler.Compile(closed(schema));
  return {
    check: (value) => compiled.Check(value),
    errors: (value) => {
      const found = new Map<string, string>();
      for (const error of compiled.Errors(value)) {
        const { path, message } = describe(error);
        if (!found.has(path)) found.set(path, message);
        if (found.size === errorsMax) break;
      }
      return Array.from(found, ([path, message]) => ({ path, message }));
    },
  };
}

/** An error of a union is told as its one variant's that is not null, where it has one. */
function describe(error: ValueError): FieldError {
  if (error.type === Wrong.Union) {
    const variants = (error.schema.anyOf as TSchema[]).map((variant, index) => ({ variant, index }));
    const real = variants.filter(({ variant }) => variant[Kind] !== 'Null');
    const inner = real.length === 1 ? error.errors[real[0]!.index]?.First() : undefined;
    if (inner) return describe(inner);
  }
  return {
    path: error.path.slice(1).replaceAll('/', '.').replaceAll('~1', '/').replaceAll('~0', '~'),
    message: text(error),
  };
}

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

function text({ type, schema, message }: ValueError): string {
  switch (type) {
    case Wrong.ObjectRequiredProperty:
      return 'is required';
    case Wrong.ObjectAdditionalProperties:
      return 'is not a known field';
    case Wrong.Object:
      return 'must be an object';
    case Wrong.Array:
      return 'must be a list';
    case Wrong.String:
      return 'must be a text';
    case Wrong.Boolean:
      return 'must be true or false';
    case Wrong.Integer:
      return 'must be an integer';
    case Wrong.Number:
      return 'must be a number';
    case Wrong.IntegerMinimum:
    case Wrong.NumberMinimum:
      return `must be at least ${schema.minimum}`;
    case Wrong.IntegerMaximum:
    case Wrong.NumberMaximum:
      return `must be at most ${schema.maximum}`;
    case Wrong.StringMinLength:
      return `must have at least ${plural(schema.minLength as number, 'character')}`;
    case Wrong.StringMaxLength:
      return `must have at most ${plural(schema.maxLength as number, 'character')}`;
    case Wrong.ArrayMinItems:
      return `must have at least ${plural(schema.minItems as number, 'item')}`;
    case Wrong.ArrayMaxItems:
      return `must have at most ${plural(schema.maxItems as number, 'item')}`;
    case Wrong.ObjectMinProperties:
      return `must have at least ${plural(schema.minProperties as number, 'field')}`;
    case Wrong.StringFormat:
      return `must be a valid ${schema.format}`;
    case Wrong.StringPattern:
      return 'has characters or a form that are not allowed';
    case Wrong.Literal:
      return `must be ${JSON.stringify(schema.const)}`;
    case Wrong.Union:
      return choices(schema) ?? 'has none of the allowed forms';
    case Wrong.Kind:
      return decimal(schema) ?? 'is not what it should be';
    default:
      return message;
  }
}

const choices = (schema: TSchema): string | undefined => {
  const variants = schema.anyOf as TSchema[];
  if (!variants.every((variant) => 'const' in variant || variant[Kind] === 'Null')) return undefined;
  return `must be one of ${variants.map((variant) => JSON.stringify(variant.const ?? null)).join(', ')}`;
};

const decimal = ({ minimum, maximum, 'x-decimal-places': places }: TSchema): string | undefined =>
  places === undefined
    ? undefined
    : `must be a number from ${minimum} to ${maximum} with at most ${plural(places as number, 'decimal place')}`;
