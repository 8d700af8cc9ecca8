import type { Log } from '@ecomm/runtime/log';
import type { StreamLimits } from './open-streams.ts';
import type { Caller } from './operation.ts';

/** What a service's HTTP side needs besides its handlers. */
export interface Edge {
  readonly service: string;
  readonly version: string;
  /** The caller of a request with an Authorization header; throws a 401 or 503 Problem. See auth.ts. */
  readonly authenticate: (request: Request) => Caller | Promise<Caller>;
  readonly log: Log;
  readonly corsOrigins: readonly string[];
  /** Serves /swagger, /swagger/json and /asyncapi.json. */
  readonly swagger: boolean;
  /** The OpenAPI document, answered as it is. */
  readonly document: object;
  /** The AsyncAPI document of the shop's events, answered as it is. */
  readonly asyncapi: object;
  readonly production: boolean;
  /** Requests of one operation under way at once, 256 unless told; above it 503 at once. By operation, or for all. */
  readonly inFlightMax?: number | Readonly<Record<string, number>>;
  /** A handler that takes longer is answered with 503; 2800 unless told. */
  readonly deadlineMs?: number;
  /** How many event streams may be open at once. */
  readonly streams?: StreamLimits;
  /** How often a stream that has nothing to say shows that it lives; 15 s unless told. */
  readonly heartbeatMs?: number;
}
