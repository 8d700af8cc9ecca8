// Generated from TypeSpec by `bun run generate`. Do not edit.
import { Type as T, type Static } from '@sinclair/typebox';
import '../../kinds.ts';

/** Number of a user or a product, counted from 1. */
const id = T.Integer({ minimum: 1, maximum: 2147483647 });

/** One plain mail address: no display name, no list, no group. */
const email = T.String({ minLength: 3, maxLength: 254, format: 'email' });

export const Role = T.Union([T.Literal('customer'), T.Literal('admin')]);
export type Role = Static<typeof Role>;

/** RFC 3339 instant in UTC. */
const instant = T.String({ format: 'date-time' });

/** A new user has signed up. */
export const UserCreated = T.Object({
  user_id: id,
  email: email,
  first_name: T.Optional(T.String()),
  last_name: T.Optional(T.String()),
  role: Role,
  created_at: instant,
});
export type UserCreated = Static<typeof UserCreated>;

/** A new user has signed up. */
export const userCreated = {
  type: 'user.created',
  topic: 'user.created',
  version: 1,
  key: 'user_id',
  owner: 'users',
  schema: UserCreated,
} as const;
