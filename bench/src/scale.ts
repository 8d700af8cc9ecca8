/** How much is measured. Ratios need rounds, absolute figures need time. */
export interface Scale {
  /** Of each contestant, in turn with the others. */
  rounds: number;
  roundMs: number;
  /** Before the first round: until the just-in-time compilers are done. */
  warmUpMs: number;
  /** Of each service. */
  restarts: number;
  /** Before memory is read. */
  idleMs: number;
  /** In the catalogue whose reads are measured. */
  products: number;
  /** Customers of the shop; each may have 20 pending orders. */
  customers: number;
  /** Orders a second, and how long. */
  rates: readonly number[];
  rateMs: number;
  sustainedMs: number;
  relayEvents: number;
  catchUpEvents: number;
  watchers: number;
  /** How many of the watched orders change. */
  changes: number;
  /** Rows of the tables, ascending; the first is what the others are compared with. */
  curve: readonly number[];
}

export const full: Scale = {
  rounds: 5,
  roundMs: 3_000,
  warmUpMs: 3_000,
  restarts: 5,
  idleMs: 10_000,
  products: 100_000,
  customers: 192,
  rates: [20, 50, 100],
  rateMs: 20_000,
  sustainedMs: 60_000,
  relayEvents: 20_000,
  catchUpEvents: 100_000,
  watchers: 1_000,
  changes: 500,
  curve: [1_000, 10_000, 100_000, 1_000_000],
};

export const quick: Scale = {
  ...full,
  roundMs: 600,
  warmUpMs: 1_500,
  restarts: 2,
  idleMs: 3_000,
  products: 20_000,
  customers: 96,
  rateMs: 6_000,
  sustainedMs: 10_000,
  catchUpEvents: 10_000,
  changes: 200,
  curve: [1_000, 30_000],
};

/** For the test that measures work. */
export const smallest: Scale = {
  rounds: 1,
  roundMs: 50,
  warmUpMs: 50,
  restarts: 1,
  idleMs: 0,
  products: 500,
  customers: 4,
  rates: [20],
  rateMs: 200,
  sustainedMs: 200,
  relayEvents: 100,
  catchUpEvents: 100,
  watchers: 20,
  changes: 10,
  curve: [700],
};
