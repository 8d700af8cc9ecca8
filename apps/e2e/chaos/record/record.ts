import type { World } from '../fault.ts';
import type { RunRecord } from './run-record.ts';

/** What is measured and told goes into it from the start of the world to its end. */
export type OpenRecord = RunRecord & { stockBefore: Map<number, number> };

export const emptyRecord = (seed: number): OpenRecord => ({
  seed,
  startedAt: Date.now(),
  healedAt: Date.now(),
  journal: [],
  kills: [],
  exits: [],
  windows: [],
  planted: [],
  stockBefore: new Map(),
  usage: [],
  lags: [],
});

/** While a window is open it reaches to the end of time, for whoever looks meanwhile. */
export const windowRecorder =
  (record: RunRecord, say: World['say']): World['window'] =>
  async (fault, work) => {
    const window = { fault, from: Date.now(), until: Infinity };
    record.windows.push(window);
    say(`${fault}: begins`);
    try {
      return await work();
    } finally {
      window.until = record.healedAt = Date.now();
      say(`${fault}: over`);
    }
  };
