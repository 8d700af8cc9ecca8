import { sql } from 'drizzle-orm';
import {
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import type { JWK } from 'jose';

export { inbox, outbox, relayLease } from '@ecomm/outbox/tables';

/** As RFC 7517 publishes an elliptic curve's key. */
export type PublicKey = Record<'kty' | 'kid' | 'use' | 'alg' | 'crv' | 'x' | 'y', string>;
export type Role = 'customer' | 'admin';

const instant = () => timestamp({ withTimezone: true, mode: 'string' });

export const users = pgTable(
  'users',
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    /** As it was typed; unique whatever its case. */
    email: text().notNull(),
    password_hash: text().notNull(),
    first_name: text(),
    last_name: text(),
    role: text().$type<Role>().notNull().default('customer'),
    is_active: boolean().notNull().default(true),
    created_at: instant().notNull().defaultNow(),
    updated_at: instant().notNull().defaultNow(),
  },
  (t) => [uniqueIndex('users_email').on(sql`lower(${t.email})`)],
);

/** One sign-in and all refresh tokens that came of it: a family. Only the last one is good. */
export const sessions = pgTable(
  'sessions',
  {
    id: uuid().primaryKey(),
    user_id: integer()
      .notNull()
      .references(() => users.id),
    /** SHA-256 of the one refresh token that is good. */
    current_token: text().notNull(),
    created_at: instant().notNull().defaultNow(),
    expires_at: instant().notNull(),
    revoked_at: instant(),
  },
  (t) => [
    index('sessions_by_token').on(t.current_token),
    index('sessions_by_user').on(t.user_id),
    index('sessions_by_expiry').on(t.expires_at),
  ],
);

/** Every refresh token there ever was, as SHA-256: a used one that comes back betrays a theft. */
export const refreshTokens = pgTable(
  'refresh_tokens',
  {
    token: text().primaryKey(),
    session_id: uuid()
      .notNull()
      .references(() => sessions.id, { onDelete: 'cascade' }),
  },
  (t) => [index('refresh_tokens_by_session').on(t.session_id)],
);

/** ES256 key pairs. A key signs from `signs_at` to `stops_at`, and is published from its creation to 20 min after that. */
export const signingKeys = pgTable('keys', {
  kid: text().primaryKey(),
  public_jwk: jsonb().$type<PublicKey>().notNull(),
  /** Wiped when the key has stopped signing. */
  private_jwk: jsonb().$type<JWK>(),
  created_at: instant().notNull().defaultNow(),
  signs_at: instant().notNull(),
  stops_at: instant(),
});

/** Wrong passwords of the last 15 min for an account, known or not, from an address. */
export const loginFailures = pgTable(
  'login_failures',
  {
    email: text().notNull(),
    address: text().notNull(),
    failed_at: timestamp({ withTimezone: true, mode: 'string' }).array().notNull(),
    last_at: instant().notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.email, t.address] }), index('login_failures_by_age').on(t.last_at)],
);

/** How often something was done from an address since `started_at`. */
export const rateWindows = pgTable(
  'rate_windows',
  {
    name: text().notNull(),
    address: text().notNull(),
    count: integer().notNull(),
    started_at: instant().notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.name, t.address] }), index('rate_windows_by_age').on(t.started_at)],
);
