import type { CallOptions, KeyedCallOptions } from './options.ts';
import { randomHex } from './random-hex.ts';

/** A call's options with its idempotency key as the header that the contract declares. */
export const keyed = ({ idempotencyKey = randomHex(16), ...options }: KeyedCallOptions = {}): CallOptions & {
  headers: { 'Idempotency-Key': string };
} => ({ ...options, headers: { 'Idempotency-Key': idempotencyKey } });
