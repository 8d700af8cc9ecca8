import type { RequestHandler } from 'express';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { HttpError } from './http-error.ts';

/** Puts the user id of the bearer token where handlers find it. */
export function authenticate(keysUrl: string): RequestHandler {
  const keys = createRemoteJWKSet(new URL(keysUrl));
  return async (request, response, next) => {
    const token = request.get('authorization')?.replace(/^Bearer /, '');
    if (!token) throw new HttpError(401, 'a token is needed');
    const { payload } = await jwtVerify(token, keys, { issuer: 'ecomm-users', audience: 'ecomm' }).catch(() => {
      throw new HttpError(401, 'the token is not valid');
    });
    response.locals.userId = Number(payload.sub);
    next();
  };
}
