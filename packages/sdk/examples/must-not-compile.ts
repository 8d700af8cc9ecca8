import { createShop, isShopError, type ShopError } from '@ecomm/sdk';

/** Never run: every line below a comment is wrong, and the compiler says so. */
export async function wrong(error: ShopError): Promise<void> {
  // @ts-expect-error: no such option
  const shop = createShop({ timeout: 1 });
  // @ts-expect-error: a misspelt field
  await shop.orders.create({ items: [{ product_id: 1, quantitiy: 1 }] });
  // @ts-expect-error: a field that is missing
  await shop.users.login({ email: 'customer@example.com' });
  // @ts-expect-error: no such status
  await shop.orders.setStatus('id', { status: 'sent' });
  // @ts-expect-error: no such method
  await shop.payments.refundEverything();
  // @ts-expect-error: not a field of the answer
  console.log((await shop.products.get(1)).cost);
  // @ts-expect-error: a number is a string here
  await shop.orders.get(7);
  // @ts-expect-error: no idempotency key where the contract has none
  await shop.users.me({ idempotencyKey: 'mine' });
  // @ts-expect-error: no such code
  if (isShopError(error, 'stock.insuficient')) return;
  // @ts-expect-error: only stock.insufficient has it
  const available: number = error.problem.available;
  console.log(available);
}
