import { until } from '@ecomm/tools/shop/until';
import type { Bench } from '../open-bench.ts';
import type { Row } from '../report/row.ts';

const windowMs = 5_000;

/**
 * Mails a second to a server that takes all at once, since then. The queue that they left is measured as it
 * is worked off, with nothing else going on; when there is none left, over the whole time.
 */
export async function measureMails({ shop, say }: Bench, since: Date): Promise<Row> {
  const { notifications } = (await shop()).sql;
  const look = async (): Promise<{ sent: number; queued: number; at: number }> => {
    const [row] = await notifications<{ sent: number; queued: number }[]>`
      select count(*) filter (where sent_at >= ${since})::int as sent, count(*) filter (where status = 'queued')::int as queued
      from notifications`;
    return { ...row!, at: Date.now() };
  };
  const before = await look();
  const base = { measure: '  mails to a local server', unit: '/s', atLeast: 200 } as const;
  if (before.queued === 0)
    return { ...base, value: (before.sent * 1000) / (before.at - since.getTime()), note: 'as fast as orders came' };
  say(`${before.queued} mails are queued`);
  await until(async () => (await look()).queued === 0, windowMs);
  const after = await look();
  const note = `${before.queued} were queued when all were paid`;
  return { ...base, value: ((after.sent - before.sent) * 1000) / (after.at - before.at), note };
}
