/** What the client does with an order once it is accepted. */
export type Plan =
  | 'leave'
  | 'look'
  | 'ask-again'
  | 'cancel'
  | 'cancel-paid'
  | 'ship'
  | 'deliver'
  | 'refund-part'
  | 'refund-twice'
  | 'refund-all'
  | 'refund-then-cancel';

/** How many of a hundred orders go which way; the rest is left alone. */
const plans: readonly (readonly [Plan, number])[] = [
  ['look', 10],
  ['ask-again', 5],
  ['cancel', 8],
  ['cancel-paid', 7],
  ['ship', 5],
  ['deliver', 5],
  ['refund-part', 5],
  ['refund-twice', 3],
  ['refund-all', 4],
  ['refund-then-cancel', 3],
];

const methods = [
  ['test_success', 40],
  ['card', 40],
  ['test_decline', 10],
  ['test_timeout', 10],
] as const;

export interface Drawn {
  quantities: ReadonlyMap<number, number>;
  payment_method: (typeof methods)[number][0];
  plan: Plan;
  /** Of the total, for what is refunded in part. */
  share: number;
}

/** Everything about an order that is left to chance, drawn at once: what becomes of others does not change it. */
export function drawOrder(random: () => number, products: readonly number[], favoured: Favoured | undefined): Drawn {
  const pick = (): number => products[Math.floor(random() * products.length)]!;
  const lines = 1 + Math.floor(random() * 3);
  const quantities = new Map<number, number>();
  for (let line = 0; line < lines; line++) quantities.set(pick(), 1 + Math.floor(random() * 3));
  const isFavoured = random() < (favoured?.share ?? 0);
  return {
    quantities: favoured && isFavoured ? new Map([[favoured.productId, 1]]) : quantities,
    payment_method: weighted(methods, random()) ?? 'card',
    plan: weighted(plans, random()) ?? 'leave',
    share: 0.1 + 0.4 * random(),
  };
}

export interface Favoured {
  productId: number;
  share: number;
}

function weighted<T>(choices: readonly (readonly [T, number])[], drawn: number): T | undefined {
  let left = drawn * 100;
  return choices.find(([, weight]) => (left -= weight) < 0)?.[0];
}
