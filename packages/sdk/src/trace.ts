import { randomHex } from './random-hex.ts';

/** W3C `traceparent` that begins a new trace, recorded. */
export const newTrace = (): string => `00-${randomHex(16)}-${randomHex(8)}-01`;

export const traceIdOf = (traceparent: string): string => traceparent.split('-')[1] ?? '';
