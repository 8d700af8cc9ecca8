import type { AnyElysia } from 'elysia';
import type { OpenStreams } from './open-streams.ts';

/** Where a server stands between its start and its end; shared by `listen` and what answers. */
export interface Life {
  /** About to stop: every answer ends its connection. */
  leaving: boolean;
  /** The other end of a request's socket; empty for one without. */
  addressOf(request: Request): string;
  readonly streams: OpenStreams;
}

export const lifeKey = 'life';
const stores = (app: AnyElysia) => app.store as Record<string, Life | undefined>;

export const lifeOf = (app: AnyElysia): Life | undefined => stores(app)[lifeKey];
