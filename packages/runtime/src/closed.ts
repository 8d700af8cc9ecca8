import { FormatRegistry, Kind, type TSchema } from '@sinclair/typebox';

/**
 * The schema with every object closed that does not say otherwise: what a contract does not name is neither let in nor sent.
 * Throws for what it cannot close, and for a format nobody registered, which would refuse every value.
 */
export function closed(schema: TSchema): TSchema {
  if (schema[Kind] === 'String' && schema.format !== undefined && !FormatRegistry.Has(String(schema.format)))
    throw new Error(`the format ${schema.format} of the contract is not registered`);
  if (schema.allOf) throw new Error('a schema with allOf cannot be closed: write its fields in one model');
  const copy: Record<PropertyKey, unknown> = { ...schema };
  if (Array.isArray(schema.anyOf)) copy.anyOf = (schema.anyOf as TSchema[]).map(closed);
  if (schema[Kind] === 'Array') copy.items = closed(schema.items as TSchema);
  if (schema[Kind] === 'Object') {
    const properties = Object.entries(schema.properties as Record<string, TSchema>);
    copy.properties = Object.fromEntries(properties.map(([name, property]) => [name, closed(property)]));
    copy.additionalProperties ??= false;
  }
  return copy as unknown as TSchema;
}
