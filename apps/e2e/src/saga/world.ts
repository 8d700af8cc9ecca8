import { fold, statusOf } from '@ecomm/payments/aggregate';
import type { OrderStatus } from '@ecomm/products/aggregate';
import { ordersPart, type OrderRows } from './orders-part.ts';
import { isProcessing, openRefunds, paymentsPart, type Ledger, type PaymentRows } from './payments-part.ts';
import { productsPart, stockBefore, type ProductRows } from './products-part.ts';
import { Service, type Fact, type Fate, type Rule } from './service.ts';

export const orderCount = 3;
export type Group = 'orders' | 'payments' | 'products' | 'mails';

/** Who reads what; between topics there is no order. */
export const reads: readonly [Group, string][] = [
  ['payments', 'order.created'],
  ['payments', 'order.updated'],
  ['products', 'order.updated'],
  ['orders', 'payment.succeeded'],
  ['orders', 'payment.failed'],
  ['orders', 'payment.refunded'],
  ['orders', 'stock.shortfall'],
  ['mails', 'order.created'],
  ['mails', 'payment.refunded'],
];

/** The services together: what is durable is in their rows, in the topics and in the provider's book. */
export class World {
  readonly topics = new Map<string, Fact[]>();
  readonly ledger: Ledger = new Map();
  /** What happened, a line each, for whoever has to understand a counter-example. */
  readonly story: string[] = [];
  readonly services;
  readonly #parts;
  /** In memory only: orders that may be placed, orders that may be shipped, what orders has said of expired reservations. */
  #reserved = new Set<number>();
  #checked = new Set<number>();
  #said = new Map<number, { status: OrderStatus | undefined; renewals: number }>();

  constructor(without: ReadonlySet<Rule>) {
    const service = <Rows extends object>(rows: Rows): Service<Rows> =>
      new Service(rows, (facts) => this.#publish(facts), without);
    const orders = service<OrderRows>({});
    const payments = service<PaymentRows>({});
    const products = service<ProductRows>({ stock: stockBefore, reservations: {} });
    const mails = service<{ sent: string[] }>({ sent: [] });
    this.services = { orders, payments, products, mails };
    this.#parts = {
      orders: ordersPart(orders, without),
      payments: paymentsPart(payments, this.ledger, without),
      products: productsPart(products, without),
      mails: { hear: (fact: Fact, fate: Fate) => mails.hear(fact, ({ sent }) => sent.push(fact.id), fate) },
    };
  }

  #publish(facts: readonly Fact[]): void {
    for (const fact of facts) this.topics.set(topicOf(fact), [...(this.topics.get(topicOf(fact)) ?? []), fact]);
  }

  status = (order: number): OrderStatus | undefined => this.services.orders.rows[order]?.status;

  reserve(order: number, fate: Fate): void {
    if (!this.status(order) && this.#parts.products.reserve(order, fate)) this.#reserved.add(order);
  }

  place(order: number, fate: Fate): void {
    if (this.#reserved.delete(order)) this.#parts.orders.place(order, fate);
  }

  cancel = (order: number, fate: Fate): void => this.#parts.orders.cancel(order, fate);

  check(order: number, fate: Fate): void {
    if (this.status(order) === 'paid' && this.#parts.products.reserve(order, fate)) this.#checked.add(order);
  }

  ship(order: number, fate: Fate): void {
    if (this.#checked.delete(order)) this.#parts.orders.set(order, 'shipped', fate);
  }

  deliver = (order: number, fate: Fate): void => this.#parts.orders.set(order, 'delivered', fate);
  requestRefund = (order: number, cents: number, fate: Fate): void =>
    this.#parts.payments.requestRefund(order, cents, fate);
  charge = (order: number, succeeds: boolean, fate: Fate): void => this.#parts.payments.charge(order, succeeds, fate);
  refund = (order: number, succeeds: boolean, fate: Fate): void => this.#parts.payments.refund(order, succeeds, fate);
  putBack = (order: number, fate: Fate): void => this.#parts.products.putBack(order, fate);

  askOrders(order: number): void {
    const found = this.services.products.rows.reservations[order];
    if (found?.state === 'held') this.#said.set(order, { status: this.status(order), renewals: found.renewals });
  }

  expire(order: number, fate: Fate): void {
    const said = this.#said.get(order);
    this.#said.delete(order);
    if (said) this.#parts.products.expire(order, said.status, said.renewals, fate);
  }

  /** The sweeper of pending orders: what payments says counts like its event. */
  chase(order: number, fate: Fate): void {
    const status = statusOf(fold(this.services.payments.rows[order] ?? []));
    const outcome = status === 'failed' ? 'failed' : 'succeeded';
    if (this.status(order) === 'pending' && status !== 'pending' && status !== 'processing')
      this.#parts.orders.chase({ id: '', type: `payment.${outcome}`, order }, fate);
  }

  /** The next event of a topic, in the order of its key; false when there is none. */
  hear([group, topic]: readonly [Group, string], order: number, fate: Fate): boolean {
    const { offsets } = this.services[group];
    const at = `${topic} ${order}`;
    const fact = this.topics.get(at)?.[offsets.get(at) ?? 0];
    if (!fact) return false;
    this.story.push(`  ${group} hears ${fact.id}`);
    if (this.#parts[group].hear(fact, fate)) offsets.set(at, (offsets.get(at) ?? 0) + 1);
    return true;
  }

  /** The next event of any of the topics in which one waits: between topics there is no order. */
  hearOne(order: number, which: number, fate: Fate): void {
    const waiting = reads.filter(([group, topic]) => {
      const at = `${topic} ${order}`;
      return (this.services[group].offsets.get(at) ?? 0) < (this.topics.get(at)?.length ?? 0);
    });
    if (waiting.length > 0) this.hear(waiting[which % waiting.length]!, order, fate);
  }

  /** Any event that was heard already, once more and however late. */
  hearAgain(order: number, which: number): void {
    const heard = reads.flatMap(([group, topic]) => {
      const at = `${topic} ${order}`;
      const facts = this.topics.get(at)?.slice(0, this.services[group].offsets.get(at) ?? 0) ?? [];
      return facts.map((fact) => ({ group, fact }));
    });
    if (heard.length === 0) return;
    const { group, fact } = heard[which % heard.length]!;
    this.story.push(`  ${group} hears ${fact.id} again`);
    this.#parts[group].hear(fact, 'commits');
  }

  /** Every process at once: only what was committed is left. */
  crash(): void {
    this.#reserved = new Set();
    this.#checked = new Set();
    this.#said = new Map();
  }

  /** People and faults are over: what is left must settle by itself. False if it does not. */
  settle(): boolean {
    this.crash();
    for (let round = 0; round < 50; round += 1) if (!this.#settleOnce()) return true;
    return false;
  }

  #settleOnce(): boolean {
    let busy = false;
    for (let order = 0; order < orderCount; order += 1) {
      for (const read of reads) while (this.hear(read, order, 'commits')) busy = true;
      const entries = this.services.payments.rows[order];
      busy ||= isProcessing(entries) || openRefunds(entries ?? []).length > 0;
      this.charge(order, order % 2 === 0, 'commits');
      this.refund(order, true, 'commits');
      busy ||= this.services.products.rows.reservations[order]?.state === 'held';
      this.askOrders(order);
      this.expire(order, 'commits');
      this.putBack(order, 'commits');
    }
    return busy;
  }
}

const topicOf = ({ type, order }: Fact): string => `${type} ${order}`;
