import { Problem } from '@ecomm/runtime/problem';

export interface StreamLimits {
  /** Streams of one caller at once; 10 unless told. */
  readonly perCaller?: number;
  /** Streams of this process at once; 2000 unless told. */
  readonly max?: number;
}

/** A stream's place among those that are open, from before its handler runs to its end. */
export interface Place {
  /** What ends the stream, once it is open. */
  end: (why: string) => void;
  /** Gives the place back; the second time it does nothing. */
  free(): void;
}

/**
 * The streams of one process: so many a caller and so many in all, for each lasts minutes and costs memory, a timer and
 * looks at the database. They have no slot of their operation, and must be ended before a server can stop.
 */
export class OpenStreams {
  private readonly places = new Set<Place>();
  private readonly ofCaller = new Map<number, number>();
  private readonly perCaller: number;
  private readonly max: number;
  private leaving = false;

  constructor({ perCaller = 10, max = 2_000 }: StreamLimits = {}) {
    this.perCaller = perCaller;
    this.max = max;
  }

  get size(): number {
    return this.places.size;
  }

  /** Throws 429 `tooMany` when the caller has enough of them, 503 when all have, or when the server is about to stop. */
  take(callerId: number | undefined, tooMany: string): Place {
    this.checkLeaving();
    const taken = callerId === undefined ? 0 : (this.ofCaller.get(callerId) ?? 0);
    if (taken >= this.perCaller)
      throw new Problem(429, tooMany, `You follow ${this.perCaller} streams already: close one first.`, {
        retryAfterSeconds: 5,
      });
    if (this.places.size >= this.max) throw unavailable('Too many streams are open: try again shortly.');
    const place: Place = {
      end: () => {},
      free: () => {
        if (this.places.delete(place) && callerId !== undefined) this.leave(callerId);
      },
    };
    this.places.add(place);
    if (callerId !== undefined) this.ofCaller.set(callerId, taken + 1);
    return place;
  }

  /** Throws 503 when the server is about to stop. */
  checkLeaving(): void {
    if (this.leaving) throw unavailable('The service is about to stop: connect again.');
  }

  /** Ends every stream and lets no other in. */
  close(): void {
    this.leaving = true;
    for (const place of this.places) place.end('the service stops');
  }

  private leave(callerId: number): void {
    const left = this.ofCaller.get(callerId)! - 1;
    if (left === 0) this.ofCaller.delete(callerId);
    else this.ofCaller.set(callerId, left);
  }
}

const unavailable = (detail: string): Problem =>
  new Problem(503, 'service.overloaded', detail, { retryAfterSeconds: 1 });
