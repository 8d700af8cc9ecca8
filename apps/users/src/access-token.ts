import { SignJWT } from 'jose';
import type { Deps } from './deps.ts';
import type { Role } from './schema.ts';
import type { Signer } from './keyring.ts';

const goodForSeconds = 15 * 60;

/**
 * An access token (behaviour §2) of 15 minutes, as JWT. `issuedAt` is the database's clock in whole seconds since 1970,
 * so that copies whose clocks differ issue alike.
 */
export const accessToken = (
  { issuer, audience }: Deps['tokens'],
  { kid, key }: Signer,
  user: { id: number; role: Role },
  issuedAt: number,
): Promise<string> =>
  new SignJWT({ role: user.role, typ: 'access' })
    .setProtectedHeader({ alg: 'ES256', kid, typ: 'JWT' })
    .setSubject(String(user.id))
    .setIssuer(issuer)
    .setAudience(audience)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + goodForSeconds)
    .setJti(crypto.randomUUID())
    .sign(key);
