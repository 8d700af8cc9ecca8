/*
 * The life of an order across orders, payments, the provider and products: two orders want the one unit of a product.
 * Every atomic block is one transaction (or one answer of the provider); between two of them anything else may happen,
 * so a crash that loses what was not committed is any point at which a service simply does not go on. README.md tells
 * what is modelled, what is not, and how to run it. Each -DNAME below takes one rule away, to show that it is needed.
 */
#ifndef ORDERS
#define ORDERS 2
#endif
#define STOCK 1
/* Of how many orders an admin may refund something. */
#ifndef REFUNDABLE
#define REFUNDABLE 1
#endif
/* In units of money: a partial refund is of 1. */
#define TOTAL 2

/* Status of an order. */
#define NONE 0
#define PENDING 1
#define PAID 2
#define SHIPPED 3
#define DELIVERED 4
#define FAILED 5
#define CANCELLED 6
#define REFUNDED 7

/* A payment; VOIDED is `failed` by a cancel that came before order.created. */
#define PROCESSING 1
#define SUCCEEDED 2
#define DECLINED 3
#define VOIDED 4

/* A refund row, and what the provider has entered under its key. */
#define OPEN 1
#define DONE 2
#define REFUSED 3

/* A reservation. */
#define HELD 1
#define CONFIRMED 2
#define RELEASED 3
#define EXPIRED 4

/* A request to place: nothing is written while it is in memory. */
#define ASKED 1
#define PLACED 2
#define GIVEN_UP 3

/* People and faults act until then; what is left must settle by itself. */
bool healed;
bool finished;

/* orders: the row, and its order.updated events (their sequence is the index + 2). */
byte placing[ORDERS];
byte status[ORDERS];
byte kept[ORDERS]; /* the highest refunded_amount heard of */
byte path[ORDERS * 3];
byte updates[ORDERS];
bool mayShip[ORDERS]; /* in memory: products has said that the stock is there */

/* payments: the row, its refund rows (one of the cancel, one of an admin), its payment.refunded events. */
byte payment[ORDERS];
bool refundWanted[ORDERS];
byte rest[ORDERS];
byte restAmount[ORDERS];
byte wish[ORDERS];
byte wishAmount[ORDERS];
byte told[ORDERS * 2];
byte refunds[ORDERS];

/* provider: its ledger, by key. */
byte charged[ORDERS];
byte restKey[ORDERS];
byte wishKey[ORDERS];
byte captured[ORDERS];
byte returned[ORDERS];

/* products: stock, reservations, the answer that expiry has got from orders, the shortfall event. */
short stock = STOCK;
byte reservation[ORDERS];
bool holds[ORDERS];
byte answer[ORDERS];
bool shortfall[ORDERS];

/* How far each consumer is in each topic (in order by key); up to there the inbox knows every event. */
bool createdRead[ORDERS];     /* payments: order.created */
byte updatesCharged[ORDERS];  /* payments: order.updated */
byte updatesReserved[ORDERS]; /* products: order.updated */
bool resultRead[ORDERS];      /* orders: payment.succeeded | payment.failed */
byte refundsRead[ORDERS];     /* orders: payment.refunded */
bool shortfallRead[ORDERS];   /* orders: stock.shortfall */

#if ORDERS == 1
#define held (holds[0])
#else
#define held (holds[0] + holds[1])
#endif
/* Never negative, never lost. */
#define countStock assert(stock >= 0 && stock + held == STOCK)
#define sold(s) (s == PAID || s == SHIPPED || s == DELIVERED)
#define void(s) (s == FAILED || s == CANCELLED || s == REFUNDED)

/* orders ------------------------------------------------------------------------------------------------------------ */

/* The only writer of a status: a row of the transition table, and its order.updated. */
inline move(o, to) {
  assert((status[o] == PENDING && (to == PAID || to == FAILED || to == CANCELLED)) ||
         (status[o] == PAID && (to == SHIPPED || to == CANCELLED)) ||
         (status[o] == SHIPPED && to == DELIVERED) ||
         (status[o] == CANCELLED && to == REFUNDED));
  status[o] = to;
  path[o * 3 + updates[o]] = to;
  updates[o]++
}

/* Whichever of cancel and the last refund is recorded second makes it refunded. */
inline cancel(o) {
  move(o, CANCELLED);
  if
#ifndef CANCEL_FORGETS_REFUNDS
  :: kept[o] == TOTAL -> move(o, REFUNDED)
#endif
  :: else -> skip
  fi
}

inline settle(o) {
  if
#ifdef UNCONDITIONAL_UPDATE
  :: payment[o] == SUCCEEDED -> move(o, PAID)
#else
  :: payment[o] == SUCCEEDED && status[o] == PENDING -> move(o, PAID)
#endif
  :: payment[o] == DECLINED && status[o] == PENDING -> move(o, FAILED)
  :: else -> skip
  fi
}

inline keepRefund(o, amount) {
  if
  :: amount > kept[o] -> kept[o] = amount
  :: else -> skip
  fi;
  if
  :: status[o] == CANCELLED && kept[o] == TOTAL -> move(o, REFUNDED)
  :: else -> skip
  fi
}

inline cancelForShortfall(o) {
  if
#ifndef SHORTFALL_IGNORED
  :: status[o] == PAID -> cancel(o)
#endif
  :: else -> skip
  fi
}

/* POST /create in two steps, the reservation and the transaction, and a client that may try again with the same key. */
proctype Buyer(byte o) {
end:
  do
  :: atomic { !healed && !placing[o] ->
       if
       :: !reservation[o] && stock > 0 -> reservation[o] = HELD; holds[o] = true; stock--; countStock; placing[o] = ASKED
       :: !reservation[o] && stock <= 0 -> placing[o] = GIVEN_UP
       :: reservation[o] == HELD -> answer[o] = NONE; placing[o] = ASKED
       :: else -> placing[o] = GIVEN_UP
       fi }
  :: atomic { placing[o] == ASKED -> status[o] = PENDING; placing[o] = PLACED }
     /* Refused for another reason: products.ReleaseStock. */
  :: atomic { placing[o] == ASKED ->
       if
       :: reservation[o] == HELD -> reservation[o] = RELEASED
       :: else -> skip
       fi;
       placing[o] = GIVEN_UP }
     /* orders dies between reservation and transaction; with or without a second try. */
  :: atomic { !healed && placing[o] == ASKED -> placing[o] = NONE }
  :: atomic { !healed && (status[o] == PENDING || status[o] == PAID) -> cancel(o) }
  od
}

proctype Admin(byte o) {
end:
  do
#ifdef SHIP_UNASKED
  :: atomic { !healed && status[o] == PAID && !mayShip[o] -> mayShip[o] = true }
#else
     /* products.ReserveStock once more: what is held is renewed, what is expired or released is refused. */
  :: atomic { !healed && status[o] == PAID && !mayShip[o] && (reservation[o] == HELD || reservation[o] == CONFIRMED) ->
       if
       :: reservation[o] == HELD -> answer[o] = NONE
       :: else -> skip
       fi;
       mayShip[o] = true }
#endif
  :: atomic { mayShip[o] ->
       mayShip[o] = false;
       if
       :: status[o] == PAID -> move(o, SHIPPED)
       :: else -> skip
       fi }
  :: atomic { !healed && mayShip[o] -> mayShip[o] = false }
  :: atomic { !healed && status[o] == SHIPPED -> move(o, DELIVERED) }
     /* POST /:transactionId/refund; refused while another one is open. */
  :: atomic { o < REFUNDABLE && !healed && payment[o] == SUCCEEDED && !wish[o] && !rest[o] ->
       if
       :: wishAmount[o] = 1
       :: wishAmount[o] = TOTAL
       fi;
       wish[o] = OPEN }
  od
}

proctype Orders(byte o) {
end:
  do
  :: atomic { !resultRead[o] && (payment[o] == SUCCEEDED || payment[o] == DECLINED) -> resultRead[o] = true; settle(o) }
  :: atomic { refundsRead[o] < refunds[o] ->
       keepRefund(o, told[o * 2 + refundsRead[o]]);
       refundsRead[o]++ }
  :: atomic { !shortfallRead[o] && shortfall[o] -> shortfallRead[o] = true; cancelForShortfall(o) }
     /* The sweeper of pending orders asks payments; what it is told counts like the event, which then comes late. */
  :: atomic { status[o] == PENDING && (payment[o] == SUCCEEDED || payment[o] == DECLINED) -> settle(o) }
  od
}

/* payments ---------------------------------------------------------------------------------------------------------- */

#define noRowOpen(o) (rest[o] != OPEN && wish[o] != OPEN)
#define refunded(o) ((rest[o] == DONE -> restAmount[o] : 0) + (wish[o] == DONE -> wishAmount[o] : 0))
#define refundable(o) (TOTAL - (rest[o] -> restAmount[o] : 0) - (wish[o] && wish[o] != REFUSED -> wishAmount[o] : 0))

/* Whichever of capture and cancel is recorded second. */
inline refundRest(o) {
  if
  :: refundWanted[o] && payment[o] == SUCCEEDED && refundable(o) > 0 -> restAmount[o] = refundable(o); rest[o] = OPEN
  :: else -> skip
  fi
}

inline openPayment(o) {
  if
  :: !payment[o] -> payment[o] = PROCESSING
  :: else -> skip
  fi
}

inline hearUpdate(o, s) {
  if
  :: s == CANCELLED && !payment[o] ->
#ifndef NO_VOIDED_INTENT
       payment[o] = VOIDED
#else
       skip
#endif
  :: s == CANCELLED && payment[o] == PROCESSING ->
#ifndef NO_REFUND_WANTED
       refundWanted[o] = true
#else
       skip
#endif
  :: s == CANCELLED && payment[o] == SUCCEEDED -> refundWanted[o] = true; refundRest(o)
  :: else -> skip
  fi
}

inline tellRefund(o) { told[o * 2 + refunds[o]] = refunded(o); refunds[o]++ }

/* What is not recorded yet is asked again, with the same key: after a crash, a timeout, or by another copy. */
proctype Payments(byte o) {
end:
  do
  :: atomic { !createdRead[o] && status[o] -> createdRead[o] = true; openPayment(o) }
  :: atomic { updatesCharged[o] < updates[o] ->
       hearUpdate(o, path[o * 3 + updatesCharged[o]]);
       updatesCharged[o]++ }
  :: atomic { payment[o] == PROCESSING && charged[o] ->
       payment[o] = charged[o];
       refundRest(o) }
  :: atomic { rest[o] == OPEN && restKey[o] == DONE -> rest[o] = DONE; tellRefund(o) }
  :: atomic { wish[o] == OPEN && wishKey[o] == DONE -> wish[o] = DONE; tellRefund(o) }
     /* Declined: what a cancelled order is owed is a new row with a new key, here in the place of the old one. */
  :: atomic { rest[o] == OPEN && restKey[o] == REFUSED -> restKey[o] = NONE }
  :: atomic { wish[o] == OPEN && wishKey[o] == REFUSED ->
       wishKey[o] = NONE;
       if
#ifndef DECLINE_FORGOTTEN
       :: refundWanted[o] -> skip
#endif
       :: else -> wish[o] = REFUSED
       fi }
  od
}

inline payBack(o, amount) { returned[o] = returned[o] + amount; assert(returned[o] <= captured[o]) }

/* Decides once for each key. Once faults have stopped it declines no refund: else a cancelled order might never be settled. */
proctype Provider(byte o) {
end:
  do
  :: atomic { payment[o] == PROCESSING && !charged[o] ->
       if
       :: charged[o] = SUCCEEDED; captured[o] = captured[o] + TOTAL
       :: charged[o] = DECLINED
       fi }
#ifdef NO_CHARGE_KEY
  :: atomic { !healed && payment[o] == PROCESSING && charged[o] == SUCCEEDED && captured[o] <= TOTAL ->
       captured[o] = captured[o] + TOTAL }
#endif
  :: atomic { rest[o] == OPEN && !restKey[o] -> restKey[o] = DONE; payBack(o, restAmount[o]) }
  :: atomic { !healed && rest[o] == OPEN && !restKey[o] -> restKey[o] = REFUSED }
#ifdef NO_REFUND_KEY
  :: atomic { !healed && rest[o] == OPEN && restKey[o] == DONE -> payBack(o, restAmount[o]) }
#endif
  :: atomic { wish[o] == OPEN && !wishKey[o] -> wishKey[o] = DONE; payBack(o, wishAmount[o]) }
  :: atomic { !healed && wish[o] == OPEN && !wishKey[o] -> wishKey[o] = REFUSED }
  od
}

/* products ---------------------------------------------------------------------------------------------------------- */

/* The status is read as a state. Taken again is all or nothing; `released` is final for an order. */
inline reserve(o, s) {
  if
  :: void(s) -> reservation[o] = RELEASED
  :: sold(s) && holds[o] && (reservation[o] == HELD || reservation[o] == EXPIRED) -> reservation[o] = CONFIRMED
  :: sold(s) && !holds[o] && reservation[o] == EXPIRED ->
       if
#ifdef NO_RETAKE
       :: reservation[o] = CONFIRMED
#else
       :: stock > 0 -> reservation[o] = CONFIRMED; holds[o] = true; stock--; countStock
       :: stock <= 0 -> shortfall[o] = true
#endif
       fi
#ifndef RELEASED_IS_SILENT
  :: sold(s) && reservation[o] == RELEASED -> shortfall[o] = true
#endif
  :: else -> skip
  fi
}

proctype Products(byte o) {
end:
  do
  :: atomic { updatesReserved[o] < updates[o] ->
       reserve(o, path[o * 3 + updatesReserved[o]]);
       updatesReserved[o]++ }
     /* Expiry asks orders.GetOrder, then writes; in between the order and the reservation may change. */
  :: atomic { reservation[o] == HELD && !answer[o] ->
       if
       :: status[o] == PENDING -> answer[o] = EXPIRED
       :: sold(status[o]) -> answer[o] = CONFIRMED
       :: status[o] == NONE || void(status[o]) -> answer[o] = RELEASED
       fi }
  :: atomic { answer[o] ->
       if
       :: reservation[o] == HELD -> reservation[o] = answer[o]
       :: else -> skip
       fi;
       answer[o] = NONE }
  :: atomic { !healed && answer[o] -> answer[o] = NONE }
     /* Putting back is a step of its own: holds_stock is the debt in between. */
#ifdef RETURNED_TWICE
  :: atomic { holds[o] && (reservation[o] == RELEASED || reservation[o] == EXPIRED) -> holds[o] = false; stock++; countStock }
  :: atomic { !healed && !holds[o] && reservation[o] == RELEASED && stock <= STOCK -> stock++; countStock }
#else
  :: atomic { holds[o] && (reservation[o] == RELEASED || reservation[o] == EXPIRED) -> holds[o] = false; stock++; countStock }
#endif
  od
}

/* The world --------------------------------------------------------------------------------------------------------- */

/* Any event that was read may come again, any number of times and however late; the inbox knows it. */
proctype Redelivery(byte o) {
  byte i;
end:
  do
#ifdef NO_INBOX
  :: atomic { !healed && createdRead[o] -> openPayment(o) }
  :: atomic { !healed && resultRead[o] -> settle(o) }
  :: atomic { !healed && shortfallRead[o] -> cancelForShortfall(o) }
  :: atomic { !healed && refundsRead[o] > 0 -> keepRefund(o, told[o * 2]) }
  :: atomic { !healed && refundsRead[o] > 1 -> keepRefund(o, told[o * 2 + 1]) }
  :: atomic { !healed && updatesCharged[o] > 0 -> select(i : 0 .. updatesCharged[o] - 1); hearUpdate(o, path[o * 3 + i]); i = 0 }
  :: atomic { !healed && updatesReserved[o] > 0 -> select(i : 0 .. updatesReserved[o] - 1); reserve(o, path[o * 3 + i]); i = 0 }
#else
  :: atomic { !healed && createdRead[o] -> skip }
#endif
  od
}

inline judge(o) {
  assert(returned[o] <= captured[o] && captured[o] <= TOTAL);
  assert(kept[o] == returned[o]);
  assert(status[o] != PENDING && payment[o] != PROCESSING && noRowOpen(o));
  assert(!sold(status[o]) || captured[o] == TOTAL);
  assert(!(status[o] == FAILED || status[o] == CANCELLED || status[o] == NONE) || captured[o] == 0);
  assert(status[o] != REFUNDED || (captured[o] == TOTAL && returned[o] == TOTAL));
  /* A live order gave back only what an admin said. */
  assert(!sold(status[o]) || returned[o] == (wish[o] == DONE -> wishAmount[o] : 0));
  assert(holds[o] == sold(status[o]));
  assert(reservation[o] != HELD)
}

/* What must hold when nothing is left to do. */
active proctype Judge() {
  byte o;
  atomic {
    for (o : 0 .. ORDERS - 1) {
      run Buyer(o); run Admin(o); run Orders(o); run Payments(o); run Provider(o); run Products(o); run Redelivery(o)
    };
    o = 0
  };
  healed = true;
  atomic { timeout ->
    for (o : 0 .. ORDERS - 1) { judge(o) };
    finished = true }
}

/* Once people and faults have stopped, everything settles; without this, "nothing is left to do" might never come. */
ltl settles { [] (healed -> <> finished) }
