import type { Db } from '@ecomm/database/connect';
import { isOutcomeUnknown } from '@ecomm/database/errors';
import { claim, fingerprint, release, type Claim, type Replay } from '@ecomm/http/idempotency';
import type { NewOrder, Order } from '@ecomm/contracts/http/orders';
import { toAmount, toCents } from '@ecomm/contracts/money';
import '@ecomm/runtime/failpoint';
import type { Log } from '@ecomm/runtime/log';
import { Problem } from '@ecomm/runtime/problem';
import { currentSpan } from '@ecomm/runtime/traced';
import type { Buyers } from './buyers.ts';
import type { Catalog } from './catalog.ts';
import { deadline } from './deadline.ts';
import { countPlaced } from './metrics.ts';
import { merge, totals, type Line, type LineWish, type Totals } from './order.ts';
import type { WriteOrder } from './write-order.ts';

export interface PlaceOrderDeps {
  db: Db;
  buyers: Buyers;
  catalog: Pick<Catalog, 'reserve'>;
  write: WriteOrder;
  /** Gives a refused order's stock back, now or as soon as products answers. */
  giveBack(orderId: string): Promise<void>;
  log: Log;
  currency: string;
  production: boolean;
  /** Throws when more events wait than a new order should add to. */
  shed(): void;
}

/**
 * POST /create → users.GetUser ∥ products.ReserveStock (gRPC) → order, history, stored answer and outbox by one
 * statement → order.created. Whatever refuses the order gives its reservation and its key back.
 */
export async function placeOrder(
  deps: PlaceOrderDeps,
  buyer: number,
  wish: NewOrder,
  key?: string,
): Promise<Order | Replay> {
  const left = deadline();
  deps.shed();
  refuseTestMethod(deps, wish);
  const wanted = merge(wish.items);
  const claimed = key
    ? await claim(deps.db, { userId: buyer, key, fingerprint: fingerprint('placeOrder', wish) })
    : undefined;
  if (claimed?.kind === 'replay') return claimed;

  const placing = { id: claimed?.id ?? Bun.randomUUIDv7(), buyer, wish, wanted, claimed };
  currentSpan()?.set({ 'ecomm.order.id': placing.id });
  const order = await place(deps, placing, left);
  countPlaced();
  await failpoint('orders.after-commit');
  return order;
}

interface Placing {
  id: string;
  buyer: number;
  wish: NewOrder;
  wanted: readonly LineWish[];
  claimed: Claim | undefined;
}

async function place(deps: PlaceOrderDeps, placing: Placing, left: () => number): Promise<Order> {
  const { id, buyer, wish, wanted, claimed } = placing;
  try {
    const [user, reservation] = await Promise.allSettled([deps.buyers.check(buyer), deps.catalog.reserve(id, wanted)]);
    const lines = settled(reservation);
    settled(user);
    const sums = priced(wish, lines);
    await failpoint('orders.reserved');
    return await deps.write({ id, buyer, wish, lines, ...sums, currency: deps.currency, claimed, left });
  } catch (error) {
    // The statement's answer was lost: the order may stand, so nothing of it may be taken back.
    if (!isOutcomeUnknown(error)) await undo(deps, id, claimed);
    throw error;
  }
}

function settled<T>(result: PromiseSettledResult<T>): T {
  if (result.status === 'rejected') throw result.reason;
  return result.value;
}

function priced(wish: NewOrder, lines: readonly Line[]): Totals {
  const sums = totals(lines);
  if (wish.expected_total !== undefined && toCents(wish.expected_total) !== sums.totalCents)
    throw new Problem(
      409,
      'order.total_changed',
      `The order now costs ${toAmount(sums.totalCents)}, not ${wish.expected_total}`,
    );
  return sums;
}

function refuseTestMethod({ production }: PlaceOrderDeps, { payment_method = 'card' }: NewOrder): void {
  if (!production || payment_method === 'card') return;
  const message = 'test payment methods are not accepted here';
  throw new Problem(422, 'request.invalid', message, { errors: [{ path: 'payment_method', message }] });
}

/** First the key, then the stock: a crash between the two leaves a reservation, which expires, and no key that never works. */
async function undo({ db, giveBack, log }: PlaceOrderDeps, id: string, claimed: Claim | undefined): Promise<void> {
  try {
    // A key that is no longer ours was taken over: the reservation is the other request's now.
    if (claimed && !(await release(db, claimed))) return;
    await giveBack(id);
  } catch (error) {
    log.warn({ err: error, order_id: id }, 'key and stock of a refused order wait for their lease and expiry');
  }
}
