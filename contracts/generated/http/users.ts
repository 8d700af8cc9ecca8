// Generated from users.http.tsp by `bun run generate`. Do not edit.
import { Type as T, type Static } from '@sinclair/typebox';
import '../../kinds.ts';

/** Public half of a signing key (RFC 7517). */
export const PublicKey = T.Object({
  kty: T.String(),
  kid: T.String(),
  use: T.String(),
  alg: T.String(),
  crv: T.String(),
  x: T.String(),
  y: T.Optional(T.String()),
}, { additionalProperties: false });
export type PublicKey = Static<typeof PublicKey>;

export const PublicKeys = T.Object({
  keys: T.Array(PublicKey),
}, { additionalProperties: false });
export type PublicKeys = Static<typeof PublicKeys>;

/** One plain mail address: no display name, no list, no group. */
const email = T.String({ minLength: 3, maxLength: 254, format: 'email' });

export const LogIn = T.Object({
  email: email,
  password: T.String({ minLength: 1, maxLength: 128, pattern: '^[^\\u0000]*$' }),
}, { additionalProperties: false });
export type LogIn = Static<typeof LogIn>;

/** Number of a user or a product, counted from 1. */
const id = T.Integer({ minimum: 1, maximum: 2147483647 });

export const Role = T.Union([T.Literal('customer'), T.Literal('admin')]);
export type Role = Static<typeof Role>;

/** RFC 3339 instant in UTC. */
const instant = T.String({ format: 'date-time' });

export const User = T.Object({
  id: id,
  email: email,
  first_name: T.Union([T.String(), T.Null()]),
  last_name: T.Union([T.String(), T.Null()]),
  role: Role,
  is_active: T.Boolean(),
  created_at: instant,
  updated_at: instant,
}, { additionalProperties: false });
export type User = Static<typeof User>;

/** A signed-in user with the tokens to prove it. */
export const Session = T.Object({
  token: T.String(),
  refresh_token: T.String(),
  userId: id,
  user: User,
}, { additionalProperties: false });
export type Session = Static<typeof Session>;

/** Text that may have several lines: no NUL, which Postgres cannot store. */
const refreshToken = T.String({ minLength: 1, maxLength: 512, pattern: '^[^\\u0000]*$' });

export const RefreshToken = T.Object({
  refresh_token: refreshToken,
}, { additionalProperties: false });
export type RefreshToken = Static<typeof RefreshToken>;

/** Text that may have several lines: no NUL, which Postgres cannot store. */
const password = T.String({ minLength: 8, maxLength: 128, pattern: '^[^\\u0000]*$' });

export const PasswordChange = T.Object({
  current_password: T.String({ minLength: 1, maxLength: 128, pattern: '^[^\\u0000]*$' }),
  new_password: password,
}, { additionalProperties: false });
export type PasswordChange = Static<typeof PasswordChange>;

/** A first or last name. */
const personName = T.String({ minLength: 1, maxLength: 100, pattern: '^[^\\u0000-\\u001f\\u007f]*$' });

export const SignUp = T.Object({
  email: email,
  password: password,
  first_name: T.Optional(personName),
  last_name: T.Optional(personName),
}, { additionalProperties: false });
export type SignUp = Static<typeof SignUp>;

/** Whether a connection stands. */
export const ConnectionCheck = T.Object({
  status: T.Union([T.Literal('up'), T.Literal('down')]),
}, { additionalProperties: false });
export type ConnectionCheck = Static<typeof ConnectionCheck>;

/** Events that wait to be published. */
export const OutboxCheck = T.Object({
  rows: T.Integer({ minimum: 0 }),
  oldest_seconds: T.Number({ minimum: 0 }),
}, { additionalProperties: false });
export type OutboxCheck = Static<typeof OutboxCheck>;

/** Events that wait to be read. */
export const ConsumerCheck = T.Object({
  lag: T.Integer({ minimum: 0 }),
}, { additionalProperties: false });
export type ConsumerCheck = Static<typeof ConsumerCheck>;

/** What the service depends on; a check that could not be made is left out. */
export const Checks = T.Object({
  database: ConnectionCheck,
  kafka: ConnectionCheck,
  outbox: T.Optional(OutboxCheck),
  consumer: T.Optional(ConsumerCheck),
  breakers: T.Optional(T.Record(T.String(), T.Union([T.Literal('closed'), T.Literal('half_open'), T.Literal('open')]))),
}, { additionalProperties: false });
export type Checks = Static<typeof Checks>;

/** `degraded`: it serves, but Kafka or a service it calls is down. `down`: its database is. */
export const Health = T.Object({
  status: T.Union([T.Literal('ok'), T.Literal('degraded'), T.Literal('down')]),
  service: T.String(),
  version: T.String(),
  uptime_seconds: T.Number({ minimum: 0 }),
  checks: Checks,
}, { additionalProperties: false });
export type Health = Static<typeof Health>;

/** Answer of a probe. */
export const Probe = T.Object({
  status: T.Union([T.Literal('ok'), T.Literal('unavailable')]),
}, { additionalProperties: false });
export type Probe = Static<typeof Probe>;

/** What users change about themselves; null clears. */
export const OwnChange = T.Object({
  first_name: T.Optional(T.Union([personName, T.Null()])),
  last_name: T.Optional(T.Union([personName, T.Null()])),
}, { additionalProperties: false });
export type OwnChange = Static<typeof OwnChange>;

/** Text that may have several lines: no NUL, which Postgres cannot store. */
const text = T.String({ pattern: '^[^\\u0000]*$' });

/** One page of a list. */
export const UserPage = T.Object({
  items: T.Array(User),
  next_cursor: T.Union([T.String(), T.Null()]),
}, { additionalProperties: false });
export type UserPage = Static<typeof UserPage>;

/** What an admin changes about an account. */
export const UserChange = T.Object({
  role: T.Optional(Role),
  is_active: T.Optional(T.Boolean()),
}, { additionalProperties: false });
export type UserChange = Static<typeof UserChange>;

export const contract = {
  /** Publishes the public keys that tokens are verified with. */
  readKeys: {
    method: 'GET',
    path: '/.well-known/jwks.json',
    auth: 'none',
    status: 200,
    responses: { 200: PublicKeys },
    problems: {
      500: ['internal'],
      503: ['service.overloaded', 'service.timeout', 'database.unavailable', 'database.overloaded'],
    },
  },
  /** Signs a user in; an unknown address and a wrong password get the same answer in the same time. */
  logIn: {
    method: 'POST',
    path: '/auth/login',
    auth: 'none',
    body: LogIn,
    status: 200,
    responses: { 200: Session },
    problems: {
      400: ['request.unreadable'],
      401: ['auth.invalid_credentials'],
      403: ['auth.account_disabled'],
      413: ['request.too_large'],
      415: ['request.unsupported_media_type'],
      422: ['request.invalid'],
      429: ['rate.limited'],
      500: ['internal'],
      503: ['service.overloaded', 'service.timeout', 'database.unavailable', 'database.overloaded'],
    },
  },
  /** Ends the session a refresh token belongs to; also when it is over already. */
  logOut: {
    method: 'POST',
    path: '/auth/logout',
    auth: 'none',
    body: RefreshToken,
    status: 204,
    responses: { 204: T.Void() },
    problems: {
      400: ['request.unreadable'],
      413: ['request.too_large'],
      415: ['request.unsupported_media_type'],
      422: ['request.invalid'],
      500: ['internal'],
      503: ['service.overloaded', 'service.timeout', 'database.unavailable', 'database.overloaded'],
    },
  },
  /** Changes the caller's password and revokes every refresh token. */
  changePassword: {
    method: 'POST',
    path: '/auth/password',
    auth: 'required',
    body: PasswordChange,
    status: 204,
    responses: { 204: T.Void() },
    problems: {
      400: ['request.unreadable'],
      401: ['auth.missing_token', 'auth.invalid_token', 'auth.invalid_credentials'],
      413: ['request.too_large'],
      415: ['request.unsupported_media_type'],
      422: ['request.invalid'],
      429: ['rate.limited'],
      500: ['internal'],
      503: ['service.overloaded', 'service.timeout', 'database.unavailable', 'database.overloaded', 'auth.keys_unavailable'],
    },
  },
  /** Trades a refresh token for a new pair; one used twice revokes its whole family. */
  refreshSession: {
    method: 'POST',
    path: '/auth/refresh',
    auth: 'none',
    body: RefreshToken,
    status: 200,
    responses: { 200: Session },
    problems: {
      400: ['request.unreadable'],
      401: ['auth.invalid_token'],
      413: ['request.too_large'],
      415: ['request.unsupported_media_type'],
      422: ['request.invalid'],
      500: ['internal'],
      503: ['service.overloaded', 'service.timeout', 'database.unavailable', 'database.overloaded'],
    },
  },
  /** Creates an account, signs it in and publishes `user.created`. */
  signUp: {
    method: 'POST',
    path: '/auth/signup',
    auth: 'none',
    body: SignUp,
    status: 201,
    responses: { 201: Session },
    problems: {
      400: ['request.unreadable'],
      409: ['user.email_taken'],
      413: ['request.too_large'],
      415: ['request.unsupported_media_type'],
      422: ['request.invalid'],
      429: ['rate.limited'],
      500: ['internal'],
      503: ['service.overloaded', 'service.timeout', 'database.unavailable', 'database.overloaded'],
    },
  },
  /** Says how the service and what it depends on are; 503 when its database is down. */
  readHealth: {
    method: 'GET',
    path: '/health',
    auth: 'none',
    status: 200,
    responses: { 200: Health, 503: Health },
    problems: {
      500: ['internal'],
    },
  },
  /** Says that the process lives: restart it when this fails. */
  readLivez: {
    method: 'GET',
    path: '/livez',
    auth: 'none',
    status: 200,
    responses: { 200: Probe },
    problems: {
      500: ['internal'],
    },
  },
  /** Shows the caller's own account. */
  readMe: {
    method: 'GET',
    path: '/me',
    auth: 'required',
    status: 200,
    responses: { 200: User },
    problems: {
      401: ['auth.missing_token', 'auth.invalid_token'],
      500: ['internal'],
      503: ['service.overloaded', 'service.timeout', 'database.unavailable', 'database.overloaded', 'auth.keys_unavailable'],
    },
  },
  /** Changes the caller's own name. */
  updateMe: {
    method: 'PATCH',
    path: '/me',
    auth: 'required',
    body: OwnChange,
    status: 200,
    responses: { 200: User },
    problems: {
      400: ['request.unreadable'],
      401: ['auth.missing_token', 'auth.invalid_token'],
      413: ['request.too_large'],
      415: ['request.unsupported_media_type'],
      422: ['request.invalid'],
      500: ['internal'],
      503: ['service.overloaded', 'service.timeout', 'database.unavailable', 'database.overloaded', 'auth.keys_unavailable'],
    },
  },
  /** Says whether to send requests here: 503 while it starts, stops or has no database. */
  readReadyz: {
    method: 'GET',
    path: '/readyz',
    auth: 'none',
    status: 200,
    responses: { 200: Probe, 503: Probe },
    problems: {
      500: ['internal'],
    },
  },
  /** Lists all accounts, newest first. */
  listUsers: {
    method: 'GET',
    path: '/users',
    auth: 'required',
    role: 'admin',
    query: T.Object({
      limit: T.Optional(T.Integer({ minimum: 1, maximum: 100, default: 20 })),
      cursor: T.Optional(text),
    }),
    status: 200,
    responses: { 200: UserPage },
    problems: {
      400: ['cursor.invalid'],
      401: ['auth.missing_token', 'auth.invalid_token'],
      403: ['auth.forbidden'],
      422: ['request.invalid'],
      500: ['internal'],
      503: ['service.overloaded', 'service.timeout', 'database.unavailable', 'database.overloaded', 'auth.keys_unavailable'],
    },
  },
  /** Shows one account: to an admin any, to others their own; a stranger's is 404. */
  readUser: {
    method: 'GET',
    path: '/users/:id',
    auth: 'required',
    params: T.Object({
      id: id,
    }),
    status: 200,
    responses: { 200: User },
    problems: {
      401: ['auth.missing_token', 'auth.invalid_token'],
      404: ['user.not_found'],
      500: ['internal'],
      503: ['service.overloaded', 'service.timeout', 'database.unavailable', 'database.overloaded', 'auth.keys_unavailable'],
    },
  },
  /** Gives an account another role, disables or enables it. */
  updateUser: {
    method: 'PATCH',
    path: '/users/:id',
    auth: 'required',
    role: 'admin',
    params: T.Object({
      id: id,
    }),
    body: UserChange,
    status: 200,
    responses: { 200: User },
    problems: {
      400: ['request.unreadable'],
      401: ['auth.missing_token', 'auth.invalid_token'],
      403: ['auth.forbidden'],
      404: ['user.not_found'],
      413: ['request.too_large'],
      415: ['request.unsupported_media_type'],
      422: ['request.invalid'],
      500: ['internal'],
      503: ['service.overloaded', 'service.timeout', 'database.unavailable', 'database.overloaded', 'auth.keys_unavailable'],
    },
  },
} as const;

export type Contract = typeof contract;
