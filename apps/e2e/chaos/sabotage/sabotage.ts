/** A guard taken out of the code, and what makes its absence felt. */
export interface Sabotage {
  readonly name: string;
  readonly says: string;
  /** The invariant that must come out broken. */
  readonly breaks: string;
  /** From the root of the workspace; what stands there once → what it becomes. */
  readonly file: string;
  readonly edit: readonly [from: string, to: string];
  /** For every service: what the guard is there for happens often. */
  readonly env: Readonly<Record<string, string>>;
  /** Of each service; one unless told. */
  readonly copies?: number;
}

/** Each switches one guard off: an audit that stays green without it proves nothing. */
export const sabotages: readonly Sabotage[] = [
  {
    name: 'inbox',
    says: 'events have their effect without being noted in the inbox',
    breaks: 'I14',
    file: 'packages/outbox/src/once.ts',
    edit: [
      `const claim = \`insert into inbox (consumer, event_id) select $1, id from unnest($2::uuid[]) as id order by id
  on conflict do nothing returning event_id as id\`;`,
      'const claim = `select id from unnest($2::uuid[]) as id where $1::text is not null`;',
    ],
    env: {},
  },
  {
    name: 'outbox',
    says: 'events are marked as sent before the broker has them',
    breaks: 'I4',
    file: 'packages/outbox/src/drain.ts',
    edit: [
      'const [sent, settled] = await',
      `await markSent(
      db,
      batch.map(({ position }) => position),
    );
    await failpoint(\`\${service}.relay-before-send\`);
    const [sent, settled] = await`,
    ],
    env: { FAILPOINTS: 'orders.relay-before-send:kill@0.05' },
  },
  {
    name: 'charge-key',
    says: 'each attempt at a charge has a key of its own',
    breaks: 'I6',
    file: 'apps/payments/src/charge-payment.ts',
    edit: ['{ ...due, key: order_id }', '{ ...due, key: crypto.randomUUID() }'],
    env: { PROVIDER_MODES: 'lose-answer@0.3' },
  },
  {
    name: 'reservation',
    says: 'a reservation takes no stock',
    breaks: 'I10',
    file: 'apps/products/src/take-stock.ts',
    edit: ['set stock_quantity = p.stock_quantity - l.quantity\n', 'set stock_quantity = p.stock_quantity\n'],
    env: {},
  },
  {
    name: 'offset',
    says: 'offsets are committed before the work is done',
    breaks: 'I15',
    file: 'packages/events/src/deliver-batches.ts',
    edit: [
      'const delivered = await delivering();',
      `commit(parts.map(({ work, records }) => ({ work, last: records.at(-1)!.offset })));
    await Bun.sleep(300);
    const delivered = await delivering();`,
    ],
    env: { FAILPOINTS: 'payments.handler:kill@0.04' },
  },
  {
    name: 'relay-lock',
    says: 'every copy may relay at any time',
    breaks: 'I21',
    file: 'packages/outbox/src/lease.ts',
    edit: [
      'where id = 1 and (holder = $1 or expires_at < clock_timestamp()) returning id',
      'where id = 1 returning id',
    ],
    env: {},
    copies: 2,
  },
];
