import type { Db } from '@ecomm/database/connect';
import { runSql } from '@ecomm/database/run-sql';

/** Longer than the worst send, which is 9 s (the bus' own deadline). */
const leaseSeconds = 10;
/** A send may begin only this soon after a renewal, so that it ends before the lease does: 9 s + 0.5 s < 10 s. */
const freshMs = 500;
/** Held for certain for this long after a renewal, also by the database's clock, since ours began before its answer. */
const heldMs = 9_000;

const renew = `update relay_lease set holder = $1, expires_at = clock_timestamp() + make_interval(secs => ${leaseSeconds})
  where id = 1 and (holder = $1 or expires_at < clock_timestamp()) returning id`;
const create = `insert into relay_lease (id, holder, expires_at) values (1, $1, clock_timestamp()) on conflict do nothing`;
const giveUp = `update relay_lease set expires_at = clock_timestamp() where id = 1 and holder = $1`;

/** The right to relay one database's outbox: a row, by the database's clock; at most one copy has it at a time. */
export class Lease {
  readonly #db: Db;
  readonly #holder: string = crypto.randomUUID();
  #renewedAt = -Infinity;
  #created = false;

  constructor(db: Db) {
    this.#db = db;
  }

  get held(): boolean {
    return performance.now() - this.#renewedAt < heldMs;
  }

  get fresh(): boolean {
    return performance.now() - this.#renewedAt < freshMs;
  }

  /** Takes it when it is free, renews it when it is ours; false when another has it. */
  async acquire(): Promise<boolean> {
    if (!this.#created) {
      await runSql(this.#db, create, [this.#holder]);
      this.#created = true;
    }
    const asked = performance.now();
    const rows = await runSql(this.#db, renew, [this.#holder]);
    this.#renewedAt = rows.length === 1 ? asked : -Infinity;
    return rows.length === 1;
  }

  async release(): Promise<void> {
    if (!this.held) return;
    this.#renewedAt = -Infinity;
    await runSql(this.#db, giveUp, [this.#holder]);
  }
}
