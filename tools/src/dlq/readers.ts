/** The services that read events, and so have dead letters. */
export const readers = ['products', 'orders', 'payments', 'notifications'] as const;
export type Reader = (typeof readers)[number];

export const statuses = ['open', 'redriven', 'discarded'] as const;
export type Status = (typeof statuses)[number];

/** As a service shows one. */
export interface Letter {
  id: string;
  group: string;
  topic: string;
  partition: number;
  offset: string;
  event_id: string | null;
  key: string | null;
  reason: string;
  attempts: number;
  first_at: string;
  last_at: string;
  trace_id: string | null;
  status: Status;
  handled_at: string | null;
}

export interface LetterDetail extends Letter {
  headers: Record<string, string>;
  value: string | null;
  value_encoding: 'utf-8' | 'base64';
}
