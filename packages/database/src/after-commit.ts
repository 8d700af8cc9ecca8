import { clientOf } from './client-of.ts';
import type { Tx } from './connect.ts';
import { Scope } from './scope.ts';

/** Calls `fn` once COMMIT of this transaction was acknowledged; never after a rollback (also of a savepoint around it). */
export function afterCommit(tx: Tx, fn: () => void): void {
  const scope = clientOf(tx);
  if (!(scope instanceof Scope)) throw new Error('afterCommit needs a transaction');
  scope.hooks.push(fn);
}
