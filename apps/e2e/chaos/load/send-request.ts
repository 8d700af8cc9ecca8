import type { JournalEntry, RunRecord } from '../record/run-record.ts';

export interface Ask extends Pick<
  JournalEntry,
  'request' | 'userId' | 'idempotencyKey' | 'orderId' | 'amountCents' | 'quantities'
> {
  url: string;
  method: 'GET' | 'POST' | 'PUT';
  token?: string;
  json?: unknown;
}

export interface Answer<T> {
  entry: JournalEntry;
  /** What was answered, when it was 2xx. */
  value: T | undefined;
}

export type Send = <T>(ask: Ask) => Promise<Answer<T>>;

/** Longer than any answer may take (3 s), shorter than a client's patience. */
const timeoutMs = 5_000;

/** Sends one request in a trace of its own, tries it once, and puts it into the journal. Never throws. */
export const requestSender =
  ({ journal }: RunRecord): Send =>
  async <T>({ url, method, token, json, ...what }: Ask): Promise<Answer<T>> => {
    const traceId = hex(16);
    const sent = { ...what, traceId, sentAt: Date.now() };
    const headers = {
      traceparent: `00-${traceId}-${hex(8)}-01`,
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      ...(what.idempotencyKey ? { 'idempotency-key': what.idempotencyKey } : {}),
    };
    const body = json === undefined ? {} : { body: JSON.stringify(json) };
    const told = await fetch(url, { method, headers, ...body, signal: AbortSignal.timeout(timeoutMs) })
      .then(async (response) => ({ status: response.status, text: await response.text() }))
      .catch(() => undefined);
    const outcome = outcomeOf(told?.status);
    const value = told && parse(told.text);
    const entry: JournalEntry = { ...sent, outcome, ...(told ? { status: told.status } : {}), answeredAt: Date.now() };
    if (outcome === 'acked' && what.request === 'place') {
      entry.body = told!.text;
      entry.orderId = (value as { id: string }).id;
    }
    if (outcome !== 'acked' && value?.code) entry.code = value.code;
    journal.push(entry);
    return { entry, value: outcome === 'acked' ? (value as T) : undefined };
  };

function outcomeOf(status: number | undefined): JournalEntry['outcome'] {
  if (status === undefined || status >= 500) return 'unknown';
  return status < 300 ? 'acked' : 'failed';
}

function parse(text: string): { code?: string } | undefined {
  try {
    return JSON.parse(text) as { code?: string };
  } catch {
    return undefined;
  }
}

const hex = (bytes: number): string => crypto.getRandomValues(new Uint8Array(bytes)).toHex();
