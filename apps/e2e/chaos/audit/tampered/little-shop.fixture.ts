import { serviceNames, type ServiceName } from '../../../src/shop.fixture.ts';
import type { RunRecord } from '../../record/run-record.ts';
import { byId } from '../evidence/collect-rows.ts';
import type { Evidence, GroupOffset, ReceivedMail, TopicRecord } from '../evidence/evidence.ts';
import type * as row from '../evidence/rows.ts';
import { eventTopics, groupsOf, type Group } from '../evidence/subscriptions.ts';

const orderOf = ({ order_id }: { order_id: string }): string => order_id;

/** A shop on paper: plain lists, to be filled rightly and then tampered with. */
export class LittleShop {
  now = 1_000_000;
  #drawn = 0;
  readonly orders: row.OrderRow[] = [];
  readonly lines: row.LineRow[] = [];
  readonly history: row.HistoryRow[] = [];
  readonly timeline: row.TimelineRow[] = [];
  readonly keys: row.KeyRow[] = [];
  readonly payments: row.PaymentRow[] = [];
  readonly entries: row.EntryRow[] = [];
  readonly refunds: row.RefundRow[] = [];
  readonly ledger: row.LedgerRow[] = [];
  readonly reservations: row.ReservationRow[] = [];
  readonly reserved: row.ReservedRow[] = [];
  readonly notifications: row.NotificationRow[] = [];
  readonly mails: ReceivedMail[] = [];
  readonly outbox: (row.OutboxRow & { service: ServiceName })[] = [];
  readonly inbox: { group: Group; eventId: string; at: number }[] = [];
  readonly deadLetters: row.DeadLetterRow[] = [];
  readonly records: TopicRecord[] = [];
  readonly connections: (row.ConnectionRow & { service: ServiceName })[] = serviceNames.map((service) => ({
    service,
    name: service,
    state: 'idle',
    for_ms: 60_000,
  }));
  readonly stock = new Map([[1, 100]]);
  /** What a group has committed short of the end, by `group topic`. */
  readonly behind = new Map<string, number>();
  readonly record: RunRecord = {
    seed: 1,
    startedAt: this.now,
    healedAt: this.now,
    journal: [],
    kills: [],
    exits: [],
    windows: [],
    planted: [],
    stockBefore: new Map(this.stock),
    usage: [],
    lags: [],
  };

  /** A later millisecond. */
  tick(ms = 1): number {
    return (this.now += ms);
  }

  id(): string {
    this.#drawn += 1;
    return `0198a000-0000-7000-8000-${String(this.#drawn).padStart(12, '0')}`;
  }

  trace(): string {
    return this.id().replaceAll('-', '');
  }

  /** A record on partition 0; whoever reads its topic has it. */
  write(record: Omit<TopicRecord, 'partition' | 'offset' | 'at'>): TopicRecord {
    const { topic, eventId } = record;
    const offset = this.records.filter((one) => one.topic === topic).length;
    const written = { ...record, partition: 0, offset, at: this.tick() };
    this.records.push(written);
    if (eventId !== null && record.planted !== 'poison')
      for (const group of groupsOf(topic))
        if (!this.inbox.some((one) => one.group === group && one.eventId === eventId))
          this.inbox.push({ group, eventId, at: this.tick() });
    return written;
  }

  evidence(): Evidence {
    const rowsOf = <Row extends { service: ServiceName }>(rows: readonly Row[]) =>
      new Map(serviceNames.map((name) => [name, rows.filter(({ service }) => service === name)]));
    const topics = Map.groupBy(this.records, ({ topic }) => topic);
    const offsets = eventTopics.flatMap((topic) =>
      groupsOf(topic).map((group): GroupOffset => {
        const high = topics.get(topic)?.length ?? 0;
        const committed = high - (this.behind.get(`${group} ${topic}`) ?? 0);
        return { group, topic, partition: 0, committed, low: 0, high };
      }),
    );
    const inboxes = Map.groupBy(this.inbox, ({ group }) => group as string);
    return {
      record: this.record,
      collectedAt: this.tick(),
      orders: byId(this.orders, ({ id }) => id),
      lines: Map.groupBy(this.lines, orderOf),
      history: Map.groupBy(this.history, orderOf),
      timeline: Map.groupBy(this.timeline, orderOf),
      keys: this.keys,
      payments: byId(this.payments, orderOf),
      entries: Map.groupBy(this.entries, ({ transaction_id }) => transaction_id),
      refunds: Map.groupBy(this.refunds, orderOf),
      ledger: Map.groupBy(this.ledger, orderOf),
      reservations: byId(this.reservations, orderOf),
      reserved: Map.groupBy(this.reserved, orderOf),
      stock: this.stock,
      notifications: this.notifications,
      mails: this.mails,
      outboxes: rowsOf(this.outbox),
      inboxes: new Map(
        Array.from(inboxes, ([group, rows]) => [group, new Map(rows.map(({ eventId, at }) => [eventId, at]))]),
      ),
      deadLetters: this.deadLetters,
      topics,
      offsets,
      connections: rowsOf(this.connections),
    };
  }
}
