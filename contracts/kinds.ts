import { FormatRegistry, Kind, Type, TypeRegistry, type TUnsafe } from '@sinclair/typebox';
import { hasPlaces } from './money.ts';

/** What TypeBox does not check by itself: string formats, decimal places, files. Generated code imports this file. */

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const day = String.raw`\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])`;
const time = String.raw`(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?`;
const instant = new RegExp(`^${day}T${time}(?:Z|[+-](?:[01]\\d|2[0-3]):[0-5]\\d)$`);
const localPart = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/i;
const domainLabel = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/i;

/** One plain mail address (RFC 5321 dot-string at a domain): no display name, list, group, quotes or line break. */
export function isMailAddress(text: string): boolean {
  const at = text.indexOf('@');
  if (text.length > 254 || at < 1 || at > 64 || !localPart.test(text.slice(0, at))) return false;
  const labels = text.slice(at + 1).split('.');
  return labels.length > 1 && labels.every((label) => domainLabel.test(label));
}

FormatRegistry.Set('uuid', (text) => uuid.test(text));
FormatRegistry.Set('date-time', (text) => instant.test(text) && !Number.isNaN(Date.parse(text)));
FormatRegistry.Set('email', isMailAddress);

interface DecimalOptions {
  minimum: number;
  maximum: number;
  'x-decimal-places': number;
}

TypeRegistry.Set<DecimalOptions>(
  'Decimal',
  (schema, value) =>
    typeof value === 'number' &&
    value >= schema.minimum &&
    value <= schema.maximum &&
    hasPlaces(value, schema['x-decimal-places']),
);

/** A number with at most so many decimal places; `multipleOf: 0.01` would refuse 99.99. */
export const Decimal = (options: DecimalOptions): TUnsafe<number> =>
  Type.Unsafe<number>({ ...options, [Kind]: 'Decimal', type: 'number' });

TypeRegistry.Set('Upload', (_, value) => value instanceof Blob);

/** A field of a multipart body that holds a file. */
export const Upload = (): TUnsafe<File> => Type.Unsafe<File>({ [Kind]: 'Upload', type: 'string', format: 'binary' });
