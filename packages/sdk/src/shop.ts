import { createClient, type Client } from './client.ts';
import { refreshSession } from './generated/users/sdk.gen.ts';
import { notifications } from './notifications.ts';
import { urlOf, type Service, type ShopOptions } from './options.ts';
import { orders } from './orders.ts';
import { payments } from './payments.ts';
import { products } from './products.ts';
import { createSession } from './session.ts';
import { users } from './users.ts';

export type { Service, ShopOptions, CallOptions, KeyedCallOptions, Fetch } from './options.ts';
export type { Tokens, TokenStore, TokenSource } from './session.ts';
export type { OrderChange, WatchOptions } from './watch-order.ts';
export { ShopError, isShopError } from './shop-error.ts';
export type { ShopErrorCode, ShopErrorOf, ProblemOf } from './shop-error.ts';
export type { ProblemCode, ProblemMembers } from './generated/contract.gen.ts';
export type * as Users from './generated/users/types.gen.ts';
export type * as Products from './generated/products/types.gen.ts';
export type * as Orders from './generated/orders/types.gen.ts';
export type * as Payments from './generated/payments/types.gen.ts';
export type * as Notifications from './generated/notifications/types.gen.ts';

/** A service without its facade here does not compile. */
export interface Shop extends Record<Service, unknown> {
  users: ReturnType<typeof users>;
  products: ReturnType<typeof products>;
  orders: ReturnType<typeof orders>;
  payments: ReturnType<typeof payments>;
  notifications: ReturnType<typeof notifications>;
}

/**
 * The shop: one object a service, one method an operation; arguments and results are the contract's bodies. Nothing is
 * sent until a method is called. Every method throws ShopError.
 */
export function createShop(options: ShopOptions = {}): Shop {
  const { token, tokens, timeoutMs = 10_000, retries = 2 } = options;
  const fetch = options.fetch ?? ((url, init) => globalThis.fetch(url, init));
  const session = createSession({
    token,
    tokens,
    trade: (refresh_token) => refreshSession({ client: client('users'), body: { refresh_token } }),
  });
  function client(service: Service): Client {
    return createClient({ url: urlOf(service, options), fetch, timeoutMs, retries, session });
  }
  return {
    users: users(client('users'), session),
    products: products(client('products'), urlOf('products', options)),
    orders: orders(client('orders')),
    payments: payments(client('payments')),
    notifications: notifications(client('notifications')),
  };
}
