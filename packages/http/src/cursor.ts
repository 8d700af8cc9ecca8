import { Problem } from '@ecomm/runtime/problem';
import type { Static, TSchema } from '@sinclair/typebox';
import { TypeCompiler, type TypeCheck } from '@sinclair/typebox/compiler';

const compiled = new WeakMap<TSchema, TypeCheck<TSchema>>();
const lengthMax = 2048;

/** The place after a page's last row, opaque to clients: base64url of the JSON of its keyset. */
export const encodeCursor = (keyset: unknown): string => Buffer.from(JSON.stringify(keyset)).toString('base64url');

/**
 * The keyset in `cursor`, or undefined without one. What does not decode to `schema` to the letter is forged:
 * Problem 400 `cursor.invalid` (behaviour §2). Give every number of `schema` its bounds and close its objects: the values go to SQL.
 */
export function decodeCursor<S extends TSchema>(cursor: string | undefined, schema: S): Static<S> | undefined {
  if (cursor === undefined) return undefined;
  const value = cursor.length > lengthMax ? undefined : parse(cursor);
  let check = compiled.get(schema);
  if (!check) compiled.set(schema, (check = TypeCompiler.Compile<TSchema>(schema)));
  if (value === undefined || !check.Check(value) || encodeCursor(value) !== cursor)
    throw new Problem(400, 'cursor.invalid', 'The cursor is not one of ours: start again without it.');
  return value;
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
