import type { Event } from './envelope.ts';
import type { Buried, Inbox } from './inbox.ts';

/** What a transaction of the memory inbox has done so far; kept when it commits. */
export type MemoryTx = Event[];

/** An inbox without a database, for tests: an effect is whatever a handler pushes onto its `tx`. */
export function memoryInbox(options: { probe?: () => Promise<void> } = {}) {
  const seen = new Set<string>();
  const underWay = new Map<string, Promise<void>>();
  const effects: MemoryTx = [];
  const buried = new Map<string, Buried>();

  const inbox: Inbox<MemoryTx> = {
    run: async (group, events, handle) => {
      const key = ({ id }: Event): string => `${group} ${id}`;
      const transaction = async (): Promise<void> => {
        // A batch can hold the same event twice: a producer that retries sends again what was taken already.
        const fresh = new Map(events.filter((event) => !seen.has(key(event))).map((event) => [key(event), event]));
        const tx: MemoryTx = [];
        if (fresh.size > 0) await handle(tx, [...fresh.values()]);
        for (const id of fresh.keys()) seen.add(id);
        effects.push(...tx);
      };
      // As rows of a table would, an event that another transaction has inserted makes this one wait for its end.
      for (const event of events) await underWay.get(key(event))?.catch(() => undefined);
      const work = transaction();
      for (const event of events) underWay.set(key(event), work);
      await work;
    },
    bury: async (letter) => {
      const { topic, partition, offset } = letter.record;
      const place = `${letter.group} ${topic}/${partition}/${offset}`;
      if (!buried.has(place)) buried.set(place, letter);
    },
    probe: options.probe ?? (async () => {}),
  };
  return { inbox, effects, buried: () => [...buried.values()] };
}
