import type { Claim } from './idempotency.ts';

/** The columns of a `keyRow`, and the type of each. */
export const keyColumns = {
  key_owner: 'int',
  key: 'text',
  key_token: 'uuid',
  key_status: 'smallint',
  key_body: 'text',
} as const;

export type KeyRow = Record<keyof typeof keyColumns, string | number | null>;

/** A claim and what its request is answered, for `finishKeys`; all null for a request without a key. */
export const keyRow = (claim: Claim | undefined, answer: { status: number; body: unknown }): KeyRow => ({
  key_owner: claim?.userId ?? null,
  key: claim?.key ?? null,
  key_token: claim?.token ?? null,
  key_status: claim ? answer.status : null,
  key_body: claim ? JSON.stringify(answer.body) : null,
});

/**
 * `finish` as part of a statement of the caller's own: stores the answer of each row of `from`, which has `keyColumns`, and
 * gives those rows on whose claim still holds. What hangs on them has no effect for the others. `body` is SQL for what
 * becomes of the answer on the way.
 */
export const finishKeys = (from: string, body = 'key_body'): string =>
  `update idempotency_keys as mine set status = key_status, body = ${body} from ${from}
    where mine.user_id = key_owner and mine.key = ${from}.key and mine.token = key_token and mine.status is null
    returning ${from}.*`;
