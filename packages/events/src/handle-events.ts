import type { Event } from './envelope.ts';
import type { Handle } from './inbox.ts';
import { heard, type Heard, type Subscription } from './subscription.ts';

/** Has events of one type that follow each other handled; by itself no more than that. */
export type Hear = (events: readonly Event[], handle: (heard: readonly Heard[]) => Promise<void>) => Promise<void>;

const plainly: Hear = (events, handle) => handle(events.map(heard));

/**
 * Hands events to their subscriptions, in order: as many of one type as follow each other at once, where its handler takes
 * many.
 */
export function handleEvents<Tx>(subscriptions: readonly Subscription<Tx>[], hear = plainly): Handle<Tx> {
  const handlers = new Map(subscriptions.map((subscription) => [subscription.eventType.type, subscription]));
  return async (tx, events) => {
    for (const run of runsOf(events, (type) => handlers.get(type)?.isJoint ?? false))
      await hear(run, async (heard) => handlers.get(run[0]!.type)?.handle(tx, heard));
  };
}

function runsOf(events: readonly Event[], isJoint: (type: string) => boolean): Event[][] {
  const runs: Event[][] = [];
  for (const event of events) {
    const last = runs.at(-1);
    if (last?.[0]?.type === event.type && isJoint(event.type)) last.push(event);
    else runs.push([event]);
  }
  return runs;
}
