import { isDefinite } from './errors.ts';
import { Lanes, type Key } from './lanes.ts';

export interface TogetherOptions {
  /** Statements under way at once: as many as there are connections for them. */
  statementsMax: number;
}

/** Enough that much work costs little, few enough that a statement stays short. */
const batchMax = 128;

/**
 * Makes of `run`, one statement for any number of items, what each who has one can call (docs/adr/0031): what would have
 * to queue for a connection, or for a row that is under way under one of its `keys`, goes together by one statement. What the
 * server refuses for many is done for each alone, so that nobody's trouble is another's; a lost answer is lost for all.
 */
export function together<Item, Result>(
  run: (items: readonly Item[]) => Promise<readonly Result[]>,
  { statementsMax }: TogetherOptions,
): (item: Item, keys?: readonly Key[]) => Promise<Result> {
  const alone = async (item: Item): Promise<Result> => (await run([item]))[0]!;
  const many = async (items: readonly Item[]): Promise<readonly (Result | Promise<Result>)[]> => {
    try {
      return await run(items);
    } catch (error) {
      if (items.length === 1 || !isDefinite(error)) throw error;
      return items.map(alone);
    }
  };
  const lanes = new Lanes(many, { inFlightMax: statementsMax, batchMax });
  return (item, keys) => lanes.enter(item, keys);
}
