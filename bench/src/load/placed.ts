import type { RawAnswer } from './http-connection.ts';

/** It is asked to come again later. */
export const isRefusal = ({ status }: Pick<RawAnswer, 'status'>): boolean => status === 429 || status === 503;

/** The id of the order that was placed; throws what was said instead. */
export function placed({ status, body }: RawAnswer): string {
  if (status !== 201) throw new Error(`an order was answered ${status} ${body.toString()}`);
  return (JSON.parse(body.toString()) as { id: string }).id;
}
