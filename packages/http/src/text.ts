import type { FieldError } from '@ecomm/runtime/problem';

/**
 * The first text in a value that cannot be kept as it is, by its path: NUL, which Postgres refuses, or half a surrogate
 * pair, which UTF-8 cannot say; and a key that means a prototype to careless code.
 */
export function unstorable(value: unknown, path = ''): FieldError | undefined {
  if (typeof value === 'string') {
    if (value.includes('\0')) return { path, message: 'must not contain NUL' };
    return value.isWellFormed() ? undefined : { path, message: 'must be valid Unicode' };
  }
  if (typeof value !== 'object' || value === null) return undefined;
  for (const name of Object.keys(value)) {
    const at = path === '' ? name : `${path}.${name}`;
    if (name === '__proto__' || unstorable(name)) return { path, message: 'has a key that is not allowed' };
    const found = unstorable((value as Record<string, unknown>)[name], at);
    if (found) return found;
  }
  return undefined;
}
