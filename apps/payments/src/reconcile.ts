import type { Db, Tx } from '@ecomm/database/connect';
import { runSql } from '@ecomm/database/run-sql';
import type { Log } from '@ecomm/runtime/log';
import { wakeable, type Wakeable } from '@ecomm/runtime/wake';
import { mend, type Mending } from './mend.ts';

export interface ReconcileDeps extends Mending {
  db: Db;
  log: Log;
}

export interface ReconcileOptions extends ReconcileDeps {
  everySeconds: number;
}

/** What the provider's book says otherwise than ours; `what` is also how it is mended, if it can be. */
export interface Difference {
  what: string;
  entry: number;
  key: string;
  transaction_id: string;
  order_id: string;
  amount_cents: number;
  refund_id: string | null;
}

const pageRows = 1_000;
/** 50,000 entries a pass; where it stops, the next one goes on. */
const pagesMax = 50;
/** Younger ones may be under way. */
const settledSeconds = 30;
const lookback = `interval '1 day'`;

const locking = `select pg_try_advisory_xact_lock(hashtext('payments.reconcile')) as mine`;

const beginning = `
  select entry from provider_ledger where at > clock_timestamp() - ${lookback} order by at, entry limit 1`;

/** One page of the provider's book against ours: only what differs, and how far it went. */
const comparing = `
  with page as materialized (
    select * from provider_ledger
    where entry >= $1 and at < clock_timestamp() - interval '${settledSeconds} s' order by entry limit ${pageRows}
  ), compared as (
    select l.*, r.id as refund_id, case
      when p.order_id is null then 'unknown order'
      when p.transaction_id <> l.transaction_id then 'another transaction'
      when l.kind = 'charge' then case
        when l.key <> l.order_id::text then 'unknown charge'
        when p.amount_cents <> l.amount_cents then 'another amount'
        when p.status = 'processing' then 'charge not recorded'
        when l.outcome = 'succeeded' and p.status = 'failed' then
          case when p.refund_wanted then 'capture of a cancelled order' else 'captured there, failed here' end
        when l.outcome = 'declined' and p.status <> 'failed' then 'declined there, captured here'
      end
      when r.id is null then case l.outcome when 'succeeded' then 'unknown refund' end
      when r.amount_cents <> l.amount_cents then 'another amount'
      when r.status = 'open' then 'refund not recorded'
      when r.status <> l.outcome then 'another outcome'
    end as what
    from page l
    left join payments p on p.order_id = l.order_id
    left join refunds r on r.key = l.key and l.kind = 'refund'
  )
  select entry, key, transaction_id, order_id, amount_cents, refund_id, what from compared
  where what is not null or entry = (select max(entry) from page)
  order by entry`;

/**
 * The provider's book of the last day against our payments, page by page, one copy at a time: what was lost here is
 * recorded or asked for again, what cannot be mended is told. One log line for each kind of difference.
 */
export function reconcile({ everySeconds, ...deps }: ReconcileOptions): Wakeable {
  let from = 0;
  return wakeable({ name: 'reconcile', log: deps.log, everyMs: everySeconds * 1_000 }, async () => {
    from = await reconcileOnce(deps, from);
  });
}

/** One pass from entry `from` on, 0 being a day ago; gives where the next one goes on. */
export async function reconcileOnce(deps: ReconcileDeps, from = 0): Promise<number> {
  const found = new Map<string, { mended: boolean; orders: Set<string>; count: number }>();
  let next = from || (await firstEntry(deps.db));
  for (let page = 0; page < pagesMax && next > 0; page += 1) {
    const compared = await deps.db.transaction((tx) => comparePage(deps, tx, next));
    if (!compared) break;
    for (const { what, order_id, mended } of compared.differences) {
      const kind = `${what}${mended ? ', mended' : ''}`;
      const known = found.get(kind) ?? { mended, orders: new Set(), count: 0 };
      found.set(kind, { ...known, orders: known.orders.add(order_id), count: known.count + 1 });
    }
    next = compared.next;
  }
  for (const [difference, { mended, orders, count }] of found) {
    const facts = { difference, count, orders: [...orders].slice(0, 5) };
    if (mended) deps.log.info(facts, 'reconciliation mended a difference to the provider');
    else deps.log.error(facts, 'reconciliation found a difference to the provider that it cannot mend');
  }
  return next;
}

const firstEntry = async (db: Db): Promise<number> => (await runSql<{ entry: number }>(db, beginning))[0]?.entry ?? 0;

/** Undefined when another copy is at it; `next` is 0 after the last entry. */
async function comparePage(deps: ReconcileDeps, tx: Tx, from: number) {
  const [lock] = await runSql<{ mine: boolean }>(tx, locking);
  if (!lock!.mine) return undefined;
  const compared = await runSql<Difference & { what: string | null }>(tx, comparing, [from]);
  const differences = [];
  for (const difference of compared)
    if (difference.what) differences.push({ ...difference, mended: await mend(deps, tx, difference) });
  const last = compared.at(-1);
  return { differences, next: last ? last.entry + 1 : 0 };
}
