export type ProblemStatus = 400 | 401 | 403 | 404 | 405 | 409 | 412 | 413 | 415 | 422 | 429 | 500 | 503;

export interface FieldError {
  /** Dotted path of the field: `items.0.quantity`. */
  path: string;
  message: string;
}

export interface ProblemOptions {
  errors?: readonly FieldError[];
  /** For 429 and 503: after how many seconds to come again. */
  retryAfterSeconds?: number;
  /** Members of the problem beyond the standard ones: `{ product_id: 1, available: 3 }`. */
  extra?: Readonly<Record<string, unknown>>;
  /** An event that meets this problem can never be handled: it goes to the dead letters at once. */
  permanent?: boolean;
  cause?: unknown;
}

/**
 * A refusal with an answer (RFC 9457): use cases throw it, each transport translates it in one place.
 * `code` is stable and for programs (`order.not_found`), `detail` is for people.
 */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: ProblemStatus;
  readonly code: string;
  readonly detail: string;
  readonly errors?: readonly FieldError[];
  readonly retryAfterSeconds?: number;
  readonly extra?: Readonly<Record<string, unknown>>;
  readonly permanent: boolean;

  constructor(status: ProblemStatus, code: string, detail: string, options: ProblemOptions = {}) {
    super(detail, { cause: options.cause });
    this.status = status;
    this.code = code;
    this.detail = detail;
    this.permanent = options.permanent ?? false;
    if (options.errors) this.errors = options.errors;
    if (options.extra) this.extra = options.extra;
    if (options.retryAfterSeconds !== undefined) this.retryAfterSeconds = options.retryAfterSeconds;
  }
}
