import { rootOf } from '@ecomm/database/client-of';
import type { Db } from '@ecomm/database/connect';
import { namedSql } from '@ecomm/database/named-sql';
import { rowSet } from '@ecomm/database/row-set';
import { runSql } from '@ecomm/database/run-sql';
import { together } from '@ecomm/database/together';

export interface Draw {
  readonly userId: number;
  readonly key: string;
  readonly fingerprint: string;
  /** Of what is to be made, if the key is claimed for the first time. */
  readonly id: string;
  readonly token: string;
}

const leaseSeconds = 10;
const keptHours = 24;
export const expired = `kept.created_at < clock_timestamp() - make_interval(hours => ${keptHours})`;

const wanted = rowSet('wanted', {
  user_id: 'int',
  key: 'text',
  fingerprint: 'text',
  resource_id: 'uuid',
  token: 'uuid',
});

const claiming = namedSql(`
  insert into idempotency_keys as kept (user_id, key, fingerprint, resource_id, token, leased_until)
  select user_id, key, fingerprint, resource_id, token, clock_timestamp() + make_interval(secs => ${leaseSeconds})
  from ${wanted.sql}
  on conflict (user_id, key) do update set
    token = excluded.token, leased_until = excluded.leased_until, fingerprint = excluded.fingerprint, status = null, body = null,
    resource_id = case when ${expired} then excluded.resource_id else kept.resource_id end,
    created_at = case when ${expired} then clock_timestamp() else kept.created_at end
  where ${expired} or (kept.status is null and kept.leased_until < clock_timestamp() and kept.fingerprint = excluded.fingerprint)
  returning resource_id, token`);

/** The id of each that got its key, none for the others; keys in their order, so that no two statements wait for each other. */
async function claimAll(db: Db, draws: readonly Draw[]): Promise<(string | undefined)[]> {
  const firsts = new Map<string, Draw>();
  for (const draw of draws) {
    const name = `${draw.userId} ${draw.key}`;
    if (!firsts.has(name)) firsts.set(name, draw);
  }
  const sorted = [...firsts.values()].toSorted((a, b) => a.userId - b.userId || (a.key < b.key ? -1 : 1));
  const rows = sorted.map(({ userId, id, ...draw }) => ({ ...draw, user_id: userId, resource_id: id }));
  const claimed = await runSql<{ resource_id: string; token: string }>(
    db,
    claiming.text,
    claiming.values(wanted.values(rows)),
  );
  const ids = new Map(claimed.map(({ token, resource_id }) => [token, resource_id]));
  return draws.map(({ token }) => ids.get(token));
}

const statementsMax = 4;

type ClaimKey = (draw: Draw) => Promise<string | undefined>;
const claimers = new WeakMap<object, ClaimKey>();

/** Claims a key unless another request has it; many at once by one statement. */
export function claimKey(db: Db, draw: Draw): Promise<string | undefined> {
  let claimer = claimers.get(rootOf(db));
  if (!claimer)
    claimers.set(rootOf(db), (claimer = together((draws: readonly Draw[]) => claimAll(db, draws), { statementsMax })));
  return claimer(draw);
}
