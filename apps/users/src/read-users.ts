import type { UserPage } from '@ecomm/contracts/http/users';
import type { GetUserResponse } from '@ecomm/contracts/rpc/users';
import type { Db, DbOrTx } from '@ecomm/database/connect';
import { prepared } from '@ecomm/database/prepared';
import { decodeCursor, encodeCursor } from '@ecomm/http/cursor';
import type { Caller } from '@ecomm/http/operation';
import { Type } from '@sinclair/typebox';
import { desc, eq, lt, sql } from 'drizzle-orm';
import type { Deps } from './deps.ts';
import { users } from './schema.ts';
import { unknownUser, userColumns } from './user.ts';

const idMax = 2_147_483_647;
const Keyset = Type.Tuple([Type.Integer({ minimum: 1, maximum: idMax })]);

const reading = prepared((db: DbOrTx) =>
  db
    .select(userColumns)
    .from(users)
    .where(eq(users.id, sql.placeholder('id')))
    .prepare('user_read'),
);

const listing = prepared((db: DbOrTx) =>
  db
    .select(userColumns)
    .from(users)
    .where(lt(users.id, sql.placeholder('before')))
    .orderBy(desc(users.id))
    .limit(sql.placeholder('limit'))
    .prepare('users_list'),
);

/** One user; Problem 404 `user.not_found`, also for a number that no user can have. */
export async function readUser(db: Db, id: number) {
  const [user] = Number.isInteger(id) && id >= 1 && id <= idMax ? await reading(db).execute({ id }) : [];
  if (!user) throw unknownUser();
  return user;
}

/** GET /users/:id → to an admin any, to others their own; a stranger's is unknown. */
export function readUserAs({ db }: Deps, caller: Caller, id: number) {
  if (caller.role !== 'admin' && caller.id !== id) throw unknownUser();
  return readUser(db, id);
}

/** UserService.GetUser → the account, a name that is not known as empty text: protobuf has no null. */
export async function getUser({ db }: Pick<Deps, 'db'>, id: number): Promise<GetUserResponse> {
  const { email, first_name, last_name, role, is_active } = await readUser(db, id);
  return { id, email, first_name: first_name ?? '', last_name: last_name ?? '', role, is_active };
}

/** GET /users → a page of accounts, newest first. */
export async function listUsers(
  { db }: Deps,
  { limit = 20, cursor }: { limit?: number; cursor?: string },
): Promise<UserPage> {
  const [before] = decodeCursor(cursor, Keyset) ?? [idMax];
  const rows = await listing(db).execute({ before, limit: limit + 1 });
  const items = rows.slice(0, limit);
  return { items, next_cursor: rows.length > limit ? encodeCursor([items.at(-1)!.id]) : null };
}
