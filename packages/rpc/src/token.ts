import { createHash, timingSafeEqual } from 'node:crypto';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Whether `authorization` is `Bearer <token>`, in a time that says nothing about the token. */
export const authorized = (authorization: unknown, token: string): boolean =>
  typeof authorization === 'string' && timingSafeEqual(digest(authorization), digest(`Bearer ${token}`));

export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
