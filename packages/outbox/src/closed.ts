import type { TSchema } from '@sinclair/typebox';

/**
 * The schema with unknown fields refused at every depth. Contracts leave events open, so that consumers read past what
 * is new; who publishes one says no more than its contract does.
 */
export function closed(schema: TSchema): TSchema {
  const { properties, items, anyOf, allOf } = schema;
  if (allOf) throw new Error('An event schema with allOf cannot be closed: write its fields in one model.');
  return {
    ...schema,
    ...(properties
      ? { properties: mapped(properties), additionalProperties: schema.additionalProperties ?? false }
      : {}),
    ...(Array.isArray(items) ? { items: items.map(closed) } : items ? { items: closed(items) } : {}),
    ...(anyOf ? { anyOf: anyOf.map(closed) } : {}),
  };
}

const mapped = (properties: Record<string, TSchema>): Record<string, TSchema> =>
  Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, closed(schema)]));
