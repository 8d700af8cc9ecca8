import { at, placeAfter, type Within } from '@ecomm/runtime/trace';
import type { Static, TSchema } from '@sinclair/typebox';
import type { Event, EventType } from './envelope.ts';

/** The effect of an event, inside the transaction of its inbox row: all of it through `tx`. */
export type Handler<Tx, P> = (tx: Tx, event: Event<P>) => Promise<void>;

/** An event among others that are handled together. */
export interface Heard<P = unknown> extends Event<P> {
  /** What comes of this one, rows and events, is made in here: it is in its trace and has it as its cause. */
  within: Within;
}

/**
 * The effects of many events in one transaction, of each what it would be alone and in this order; several may be of one
 * key. When it throws, each is handled alone: by an array of one.
 */
export type BatchHandler<Tx, P> = (tx: Tx, events: readonly Heard<P>[]) => Promise<void>;

export interface Subscription<Tx> {
  readonly eventType: EventType;
  /** Handles events of this type, each new to the group, in order, in their transaction. */
  readonly handle: BatchHandler<Tx, unknown>;
  /** Whether events of all partitions, and of other such types, may share a transaction: none is long about it. */
  readonly isJoint: boolean;
}

/** One line of a service's table of inbound events: `on(paymentRefunded, refundOrder(deps))`. */
export const on = <S extends TSchema, Tx>(
  eventType: EventType<S>,
  handler: Handler<Tx, Static<S>>,
): Subscription<Tx> => ({
  eventType,
  isJoint: false,
  // Sound, as `consume` calls it only with payloads that `eventType.schema` accepted.
  handle: async (tx, events) => {
    for (const event of events) await event.within(() => handler(tx, event));
  },
});

/** The same for an event that comes so often that many are handled at once: `onAll(paymentSucceeded, payOrders)`. */
export const onAll = <S extends TSchema, Tx>(
  eventType: EventType<S>,
  handle: BatchHandler<Tx, Static<S>>,
): Subscription<Tx> => ({ eventType, isJoint: true, handle });

/** An event as a handler of many has it, where nobody records what it does. */
export function heard<P>(event: Event<P>): Heard<P> {
  const place = placeAfter(event.traceparent, event.id);
  return { ...event, within: (fn) => at(place, fn) };
}

/** An event whose handling is all that is under way. */
export const alone = <P>(event: Event<P>): Heard<P> => ({ ...event, within: (fn) => fn() });
