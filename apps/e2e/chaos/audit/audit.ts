import { deadLettersArePoison, effectsAreInTheInbox, offsetsFollowTheWork } from './deliveries.ts';
import { eventsHaveOrders, ordersAreAnnounced, sequencesAreWhole } from './events.ts';
import type { Evidence } from './evidence.ts';
import { mailsAreSentOnce } from './mails.ts';
import { moneyAddsUp, ordersAreChargedOnce, totalsAgree } from './money.ts';
import { ackedOrdersExist, historiesArePaths, keysMakeOneOrder, ordersWereAskedFor } from './orders.ts';
import { connectionsAreSound, everythingIsDelivered, everythingIsSettled } from './settlement.ts';
import { stockAddsUp } from './stock.ts';
import { retriesAreCounted } from './retries.ts';
import { tracesAreWhole } from './traces.ts';
import { failuresAreExplained, resourcesAreFreed } from './usage.ts';
import type { Verdict } from './verdict.ts';

/** I1 to I22 (guarantees.md), in their order. */
const invariants: readonly ((evidence: Evidence) => Verdict)[] = [
  ackedOrdersExist,
  ordersWereAskedFor,
  keysMakeOneOrder,
  ordersAreAnnounced,
  eventsHaveOrders,
  ordersAreChargedOnce,
  moneyAddsUp,
  historiesArePaths,
  everythingIsSettled,
  stockAddsUp,
  sequencesAreWhole,
  mailsAreSentOnce,
  deadLettersArePoison,
  effectsAreInTheInbox,
  offsetsFollowTheWork,
  everythingIsDelivered,
  connectionsAreSound,
  resourcesAreFreed,
  failuresAreExplained,
  tracesAreWhole,
  retriesAreCounted,
  totalsAgree,
];

/** What the evidence says of every invariant. */
export const audit = (evidence: Evidence): Verdict[] => invariants.map((invariant) => invariant(evidence));
