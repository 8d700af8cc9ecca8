/** Buyers who order, cancel and look; an admin who ships and refunds. Every request goes to the journal. */
export interface Load {
  /** Orders per second from now on; 0 stops new ones. Those under way go on. */
  rate(perSecond: number): void;
  /** From now on this share of the orders is for one unit of this product; without a product all are spread again. */
  favour(productId?: number, share?: number): void;
  /** Resolves when no request is under way, nor any to come: cancels, shipments and refunds that follow orders. */
  idle(): Promise<void>;
  /** Orders acked so far; of these three each order counts once, by what its client knows at the end of its tries. */
  readonly acked: number;
  readonly failed: number;
  readonly unknown: number;
  /** Orders that were due and not tried, since as many as allowed were under way. */
  readonly skipped: number;
}
