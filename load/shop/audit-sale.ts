import type { Order } from './orders.ts';

export interface Sale {
  productId: number;
  /** Units that there were to sell. */
  stock: number;
  /** Units that the catalogue says can still be bought. */
  available: number;
  /** Every order of every buyer. */
  orders: Order[];
}

export interface SaleAudit {
  sold: number;
  /** Units sold that there were not. */
  oversold: number;
  /** Orders that are still pending. */
  stuck: number;
  /** Units that are neither sold, nor in a pending order, nor to be bought; or are so twice. */
  unaccounted: number;
}

const keepsStock = new Set<Order['status']>(['paid', 'shipped', 'delivered']);

export function auditSale({ productId, stock, available, orders }: Sale): SaleAudit {
  const sold = units(
    orders.filter(({ status }) => keepsStock.has(status)),
    productId,
  );
  const pending = orders.filter(({ status }) => status === 'pending');
  return {
    sold,
    oversold: Math.max(0, sold - stock),
    stuck: pending.length,
    unaccounted: Math.abs(stock - available - sold - units(pending, productId)),
  };
}

const units = (orders: Order[], productId: number): number =>
  orders
    .flatMap(({ items }) => items)
    .filter(({ product_id }) => product_id === productId)
    .reduce((sum, { quantity }) => sum + quantity, 0);
