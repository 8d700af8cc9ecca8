import type { Db } from '@ecomm/database/connect';
import type { Keyring } from './keyring.ts';
import type { LoginLimits } from './login-failures.ts';
import type { Passwords } from './passwords.ts';

/** What the use cases work with. */
export interface Deps {
  db: Db;
  keyring: Keyring;
  passwords: Passwords;
  tokens: { issuer: string; audience: string };
  limits: LoginLimits & { signUpsPerMinute: number };
}
