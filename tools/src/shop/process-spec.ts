export interface ProcessSpec {
  name: string;
  argv: string[];
  cwd?: string;
  env: Record<string, string | undefined>;
  /** Another user to run as: only root may say so. */
  user?: { uid: number; gid: number };
  /** Part of its command line by which it is recognised later: the path of its script or of its data. */
  mark: string;
  /** Asked every 30 ms until it says true. */
  ready(pid: number): Promise<boolean>;
  readyWithinMs?: number;
  stopSignal?: NodeJS.Signals;
  stopWithinMs?: number;
}

export interface Backoff {
  firstMs: number;
  maxMs: number;
  /** Up for this long, a process has proved itself: the next restart is a first one again. */
  resetAfterMs: number;
}

export const patience: Backoff = { firstMs: 100, maxMs: 5000, resetAfterMs: 30_000 };

/** How an incarnation of a process ended. */
export interface ProcessEnd {
  pid: number;
  code: number | null;
  signal: NodeJS.Signals | null;
  /** By `stop` or `force`. */
  asked: boolean;
  /** Milliseconds since 1970. */
  at: number;
}

/** Who watches processes hears of each incarnation. */
export interface Watcher {
  spawned?(spec: ProcessSpec, pid: number): void;
  /** `tookMs` from its start. */
  ready?(spec: ProcessSpec, pid: number, tookMs: number): void;
  ended?(spec: ProcessSpec, end: ProcessEnd): void;
}

export interface Supervision {
  backoff?: Backoff;
  watcher?: Watcher;
}
