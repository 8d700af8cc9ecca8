import { deadLettersArePoison, effectsAreInTheInbox, offsetsFollowTheWork } from './invariants/deliveries.ts';
import { eventsHaveOrders, ordersAreAnnounced, sequencesAreWhole } from './invariants/events.ts';
import type { Evidence } from './evidence/evidence.ts';
import { mailsAreSentOnce } from './invariants/mails.ts';
import { moneyAddsUp, ordersAreChargedOnce, totalsAgree } from './invariants/money.ts';
import { ackedOrdersExist, historiesArePaths, keysMakeOneOrder, ordersWereAskedFor } from './invariants/orders.ts';
import { connectionsAreSound, everythingIsDelivered, everythingIsSettled } from './invariants/settlement.ts';
import { stockAddsUp } from './invariants/stock.ts';
import { retriesAreCounted } from './invariants/retries.ts';
import { tracesAreWhole } from './invariants/traces.ts';
import { failuresAreExplained, resourcesAreFreed } from './invariants/usage.ts';
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
