/** What a run of the shop under faults has seen from outside: what the auditor judges the shop's own records by. */
export interface RunRecord {
  seed: number;
  /** Milliseconds since 1970, as every time here. */
  startedAt: number;
  /** When the last fault was over; what must hold "after healing" is counted from here. */
  healedAt: number;
  journal: JournalEntry[];
  kills: Kill[];
  /** Processes that ended though nobody killed them, harness or failpoint. */
  exits: Exit[];
  windows: FaultWindow[];
  planted: Planted[];
  /** Stock of every product before the first order. */
  stockBefore: ReadonlyMap<number, number>;
  usage: Usage[];
  /** Of all groups together, while somebody watched. */
  lags: Lag[];
}

export interface Lag {
  at: number;
  /** That no group has read yet. */
  events: number;
}

/**
 * One request of a client, classed as Jepsen does: `acked`, answered 2xx; `failed`, refused and certainly without effect;
 * `unknown`, nobody can say (no answer, a cut connection, 5xx).
 */
export interface JournalEntry {
  request: 'place' | 'cancel' | 'ship' | 'deliver' | 'refund' | 'read' | 'sign-up';
  outcome: 'acked' | 'failed' | 'unknown';
  /** Undefined when no answer came. */
  status?: number;
  /** The problem's code, of a refusal. */
  code?: string;
  userId: number;
  idempotencyKey?: string;
  orderId?: string;
  /** Of a refund, cents. */
  amountCents?: number;
  /** Of a placed order, by product. */
  quantities?: ReadonlyMap<number, number>;
  /** The answer's bytes, as they came. */
  body?: string;
  /** Of the `traceparent` that the client sent: 32 hex digits. */
  traceId: string;
  sentAt: number;
  answeredAt: number;
}

export interface Kill {
  /** `orders#1`, `kafka`, `postgres`. */
  process: string;
  /** SIGTERM also where the harness started it anew; SIGQUIT is an immediate stop of Postgres. */
  signal: NodeJS.Signals;
  /** The failpoint that killed it; none when the harness did. */
  failpoint?: string;
  at: number;
  /** When the next incarnation was ready; of a frozen one, when it was thawed. */
  readyAt?: number;
}

export interface Exit {
  process: string;
  code: number | null;
  signal: NodeJS.Signals | null;
  at: number;
}

/** A fault that was on for a while; what clients and services complain of is explained by those that overlap. */
export interface FaultWindow {
  fault: string;
  from: number;
  until: number;
}

/** A record written to a topic by the harness. `poison` must become a dead letter of every group that reads the topic; `harmless` (a repeat, a late one) must change nothing. */
export interface Planted {
  kind: 'poison' | 'harmless';
  what: string;
  /** Without the shop's prefix. */
  topic: string;
  partition: number;
  offset: string;
  eventId?: string;
  at: number;
}

export interface Usage {
  process: string;
  pid: number;
  at: number;
  /** Proportional set size, bytes. */
  memory: number;
  descriptors: number;
}
