/** How long things stay broken: what is the same at any pace is written in the fault. */
export interface Pace {
  brokerAwayMs: number;
  outageMs: number;
  /** Of kills at random. */
  kills: number;
  killEveryMs: number;
  /** Of the hot product, and as many orders times `buyersPerUnit` for it. */
  hotUnits: number;
}

export const shortPace: Pace = { brokerAwayMs: 8_000, outageMs: 5_000, kills: 8, killEveryMs: 1_500, hotUnits: 200 };
/** As guarantees.md says it; 20 kills come in two minutes instead of five. */
export const fullPace: Pace = { brokerAwayMs: 60_000, outageMs: 8_000, kills: 20, killEveryMs: 6_000, hotUnits: 1_000 };
