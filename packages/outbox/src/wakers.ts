import type { DbOrTx } from '@ecomm/database/connect';
import { rootOf } from '@ecomm/database/client-of';

const wakers = new WeakMap<object, () => void>();

/** Makes `wake` the one to call when a transaction on `db` has staged something. */
export const setWaker = (db: DbOrTx, wake: () => void): void => void wakers.set(rootOf(db), wake);

export const removeWaker = (db: DbOrTx): void => void wakers.delete(rootOf(db));

/** Wakes this database's relay in this process, if there is one. */
export const wakeRelay = (db: DbOrTx): void => wakers.get(rootOf(db))?.();
