import { Problem } from '@ecomm/runtime/problem';

/** How many requests of one operation are under way; above the cap they are refused at once (design §3 rule 10). */
export class Slots {
  private busy = 0;
  private readonly max: number;

  constructor(max: number) {
    this.max = max;
  }

  /** Throws 503 `service.overloaded` when none is free. */
  check(): void {
    if (this.busy >= this.max)
      throw new Problem(503, 'service.overloaded', 'Too many requests at once: try again shortly.', {
        retryAfterSeconds: 1,
      });
  }

  take(): void {
    this.check();
    this.busy += 1;
  }

  free(): void {
    this.busy -= 1;
  }
}
