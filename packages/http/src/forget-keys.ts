import type { Db } from '@ecomm/database/connect';
import type { Log } from '@ecomm/runtime/log';
import { wakeable, type Wakeable } from '@ecomm/runtime/wake';
import { prune } from './idempotency.ts';

/** Idempotency keys older than 24 h are forgotten, every ten minutes. */
export const forgetKeys = (db: Db, log: Log): Wakeable =>
  wakeable({ name: 'forget-keys', log, everyMs: 10 * 60_000 }, async () => void (await prune(db)));
