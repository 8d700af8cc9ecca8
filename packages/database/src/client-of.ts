import type { Client } from './client.ts';
import type { DbOrTx } from './connect.ts';
import type { Scope } from './scope.ts';

/** The client under drizzle: `session.client`, which is not in its types. */
export const clientOf = (db: DbOrTx): Client | Scope =>
  (db as unknown as { session: { client: Client | Scope } }).session.client;

/** The same object for a database and every transaction on it: a key for what belongs to one database. */
export const rootOf = (db: DbOrTx): object => clientOf(db).root;
