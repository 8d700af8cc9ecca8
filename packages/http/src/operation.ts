import type { TSchema } from '@sinclair/typebox';

/** One operation of a service's contract, as generated from TypeSpec. `path` is in Elysia's form (`/:id`). */
export interface Operation {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  /** `optional`: a token counts when there is one, and must then be good. */
  readonly auth: 'none' | 'optional' | 'required';
  readonly role?: 'admin';
  /** The status of a plain returned body. */
  readonly status: number;
  readonly params?: TSchema;
  readonly query?: TSchema;
  /** Declared headers, names in lower case. */
  readonly headers?: TSchema;
  readonly body?: TSchema;
  /** The body is multipart/form-data; each field of `body` is a File. */
  readonly multipart?: boolean;
  /** Bytes a request body may have; 256 KiB for JSON and 5 MiB for each file unless told. */
  readonly maxBytes?: number;
  /** The handler answers a Response of its own, which is sent unchecked. */
  readonly raw?: boolean;
  /** What one event of its stream is: `{ event, id, data }`; the answer is text/event-stream. */
  readonly events?: TSchema;
  /** Schemas of the answers that are no problems. */
  readonly responses: Readonly<Record<number, TSchema>>;
  /** Codes of the problems a handler may throw, by status. */
  readonly problems: Readonly<Record<number, readonly string[]>>;
}

export type Contract = Readonly<Record<string, Operation>>;

/** Who asks: `sub` and `role` of a verified access token. */
export interface Caller {
  readonly id: number;
  readonly role: 'customer' | 'admin';
  /** When the token is no longer taken, and a stream ends; epoch milliseconds. */
  readonly expiresAtMs?: number;
}
