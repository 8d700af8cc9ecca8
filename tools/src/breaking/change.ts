import type { RuleId } from './rules.ts';

export type Protocol = 'REST' | 'gRPC' | 'event' | 'golden file';

/** Whom a change concerns: an operation, an event, a gRPC message or method, a golden file. */
export interface Subject {
  protocol: Protocol;
  /** `orders`; of an event, its owner. */
  service: string;
  /** `placeOrder`, `order.created`, `OrderService.GetOrder` or `OrderLine`, the path of a golden file. */
  name: string;
  /** How a sentence names it: `orders.placeOrder (POST /create)`. */
  title: string;
}

/** One difference that breaks somebody, before its place in the sources is known. */
export interface Change {
  rule: RuleId;
  subject: Subject;
  /** Where it is declared, most exact first; keys of `Places`. */
  keys: string[];
  /** The decorator that says it, for a line of its own: `maxValue`. */
  mark?: string;
  /** It is declared in the sources of before only. */
  gone?: boolean;
  /** Tells apart changes of one rule at one place, also in the record: `maximum`, `404`. */
  what?: string;
  /** Tells apart what has no declaration of its own in an operation: `200`, `query limit`. */
  scope?: string;
  /** The sentence after its subjects; `{}` stands for the declaration's name. */
  says: string;
}

/** A change with its place and those it concerns. */
export interface Finding {
  /** Names it in contracts/breaking.md: the same for the same change, whatever else changes. */
  id: string;
  rule: RuleId;
  subjects: Subject[];
  sentence: string;
  /** `contracts/orders.tsp:61`, with ` (before)` for what is gone. */
  at: string;
  affects: string[];
}
