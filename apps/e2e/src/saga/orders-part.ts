import {
  mayBeSet,
  mayBeSettled,
  whenCancelled,
  whenRefunded,
  whenShort,
  type Standing,
  type Status,
} from '@ecomm/orders/aggregate';
import type { Fact, Fate, Rule, Service } from './service.ts';

export interface OrderRow extends Standing {
  path: Status[];
}
export type OrderRows = Record<number, OrderRow>;
type Stage = (fact: Fact) => void;

export const totals = [100, 250, 99];

/** orders in memory: its aggregate decides, this keeps rows and stages events as its use cases do. */
export function ordersPart(service: Service<OrderRows>, without: ReadonlySet<Rule>) {
  const move = (row: OrderRow, order: number, statuses: readonly Status[], stage: Stage): void => {
    for (const status of statuses) {
      row.status = status;
      row.path.push(status);
      const sequence = row.path.length;
      stage({ id: `order.updated ${order} ${sequence}`, type: 'order.updated', order, status, sequence });
    }
  };
  const settles = ({ status }: OrderRow): boolean => mayBeSettled(status) || without.has('conditional update');
  const handlers: Record<string, (row: OrderRow, fact: Fact, stage: Stage) => void> = {
    'payment.succeeded': (row, { order }, stage) => settles(row) && move(row, order, ['paid'], stage),
    'payment.failed': (row, { order }, stage) => settles(row) && move(row, order, ['failed'], stage),
    'payment.refunded': (row, { order, refundedCents = 0 }, stage) => {
      if (refundedCents <= row.refunded_cents) return;
      row.refunded_cents = refundedCents;
      move(row, order, whenRefunded(row), stage);
    },
    'stock.shortfall': (row, { order }, stage) => move(row, order, whenShort(row), stage),
  };
  return {
    place: (order: number, fate: Fate): void =>
      service.transaction((rows, stage) => {
        if (rows[order]) return;
        rows[order] = { status: 'pending', total_cents: totals[order]!, refunded_cents: 0, path: ['pending'] };
        stage({ id: `order.created ${order}`, type: 'order.created', order, sequence: 1 });
      }, fate),
    cancel: (order: number, fate: Fate): void =>
      service.transaction((rows, stage) => {
        const row = rows[order];
        if (row) move(row, order, whenCancelled(row), stage);
      }, fate),
    set: (order: number, status: 'shipped' | 'delivered', fate: Fate): void =>
      service.transaction((rows, stage) => {
        const row = rows[order];
        if (row && mayBeSet(row.status, status)) move(row, order, [status], stage);
      }, fate),
    hear: (fact: Fact, fate: Fate): boolean =>
      service.hear(fact, (rows, stage) => handlers[fact.type]?.(rows[fact.order]!, fact, stage), fate),
    /** What payments answers, as if it were its event. */
    chase: (fact: Fact, fate: Fate): void =>
      service.transaction((rows, stage) => handlers[fact.type]?.(rows[fact.order]!, fact, stage), fate),
  };
}
