import { gauge } from '@ecomm/runtime/metrics';
import type { OutboxStats } from './stats.ts';

const rows = gauge('ecomm_outbox_rows', 'Events that wait to be sent; each copy counts those of all.');
const age = gauge('ecomm_outbox_oldest_seconds', 'How long the oldest event in the outbox has waited.');

/** Shows what waits; gives what ends it. */
export function watchOutbox(stats: () => Promise<OutboxStats>): () => void {
  const ends = [rows.watch(async () => (await stats()).rows), age.watch(async () => (await stats()).oldest_seconds)];
  return () => ends.forEach((end) => end());
}
