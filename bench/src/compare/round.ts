/** What one contestant did in one round. */
export interface Round {
  perSecond: number;
  /** Processor time of the server for a request; undefined where nobody tells. */
  serverMicros?: number | undefined;
  /** How much of one core the client was busy; undefined for one that is no client of ours. */
  clientBusy?: number | undefined;
}

/** Who is measured: it does its work for so long, and says how much that was. */
export interface Contestant {
  name: string;
  round(forMs: number): Promise<Round>;
}
