import type { Static, TSchema } from '@sinclair/typebox';
import type { Event, EventType } from './envelope.ts';

/** The effect of an event, inside the transaction of its inbox row: all of it through `tx`. */
export type Handler<Tx, P> = (tx: Tx, event: Event<P>) => Promise<void>;

export interface Subscription<Tx> {
  readonly eventType: EventType;
  readonly handle: Handler<Tx, unknown>;
}

/** One line of a service's table of inbound events: `on(paymentSucceeded, settleOrder(deps))`. */
export const on = <S extends TSchema, Tx>(
  eventType: EventType<S>,
  handler: Handler<Tx, Static<S>>,
): Subscription<Tx> => ({
  eventType,
  // Sound, as `consume` calls it only with a payload that `eventType.schema` accepted.
  handle: handler,
});
