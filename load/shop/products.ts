import { logInAdmin } from './accounts.ts';
import { bodyOf, request } from './request.ts';

export interface Product {
  id: number;
  name: string;
  price: number;
  stock_quantity: number;
}

export interface ProductPage {
  items: Product[];
  next_cursor: string | null;
}

/** Products for this run alone, so that the shop's own are not sold out by it. */
export function addProducts(count: number, stock: number): Product[] {
  const token = logInAdmin();
  return Array.from({ length: count }, (_, at) => {
    const body = { name: `Load test ${at + 1}`, price: (999 + 100 * at) / 100, stock_quantity: stock };
    return bodyOf(request('POST products/', { token, body }), 201) as Product;
  });
}

/** Takes them off the catalogue. */
export function withdrawProducts(products: Product[]): void {
  const token = logInAdmin();
  for (const { id } of products) {
    bodyOf(request('PUT products/:id', { params: { id }, token, body: { is_active: false } }), 200);
  }
}
