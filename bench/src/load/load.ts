/** A load for the generator: each connection sends its next request when it has the answer to the last. */
export interface Load {
  port: number;
  connections: number;
  forMs: number;
  /** A file that `writeRequests` made. */
  requests: string;
  /** What a good answer's status is. */
  expected: number;
  /** An answer of 429 or 503 makes a connection wait a moment; any other than the expected one ends the load. */
  patient?: boolean;
}

export interface Loaded {
  answers: number;
  /** Asked to wait. */
  refused: number;
  seconds: number;
  /** How much of one core the generator itself used: near 1 it is what is measured. */
  busy: number;
}

/** What is sent, in turn. */
export type Requests = Spelled | Orders;

/** Requests, spelled out. */
export interface Spelled {
  kind: 'spelled';
  requests: string[];
}

/** POST /create of one piece, each with the next buyer's token and a product by chance. */
export interface Orders {
  kind: 'orders';
  tokens: string[];
  /** How many are bought, from the first on. */
  products: number;
  withKey: boolean;
}
