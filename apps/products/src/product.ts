import type { ProductUpdated } from '@ecomm/contracts/events';
import type { Product, ProductChange } from '@ecomm/contracts/http/products';
import { Problem } from '@ecomm/runtime/problem';

/** A product as it is answered, and which version of its catalogue data that is. */
export type VersionedProduct = Product & { version: number };

/** The strong tag of the catalogue data (RFC 9110 §8.8.3); the stock is not part of it. */
export const etagOf = ({ version }: VersionedProduct): string => `"v${version}"`;

/** Splits what is answered from what is its tag. */
export function tagged({ version, ...product }: VersionedProduct): { product: Product; etag: string } {
  return { product, etag: etagOf({ ...product, version }) };
}

/** If-Match by strong comparison (RFC 9110 §13.1.1): `*` or a list of tags; a weak one matches nothing. */
export const matches = (ifMatch: string, etag: string): boolean =>
  ifMatch.split(',').some((tag) => tag.trim() === '*' || tag.trim() === etag);

export type ChangedField = keyof ProductChange;

/** The fields that `change` gives another value; what is left out stays. */
export const changedFields = (current: Product, change: ProductChange): ChangedField[] =>
  (Object.keys(change) as ChangedField[]).filter(
    (field) => change[field] !== undefined && change[field] !== current[field],
  );

/** Whether the tag changes: the stock alone does not change it. */
export const isCatalogueChange = (changed: readonly ChangedField[]): boolean =>
  changed.some((field) => field !== 'stock_quantity');

/** What product.created and product.updated say. */
export function productState(product: Product, changed: readonly string[]): ProductUpdated {
  const { id, name, price, stock_quantity, sku, is_active, image_url } = product;
  const occurred_at = new Date().toISOString();
  return { product_id: id, name, price, stock_quantity, sku, is_active, image_url, changed: [...changed], occurred_at };
}

export const notFound = (id: number): Problem =>
  new Problem(404, 'product.not_found', 'There is no such product.', { extra: { product_id: id } });
