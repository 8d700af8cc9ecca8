import { Problem } from '@ecomm/runtime/problem';

/**
 * COMMIT, or a statement that commits by itself, was sent and its answer never came: the transaction may be durable or not.
 * The caller must undo nothing and repeat nothing that is not idempotent; asked again later, the database tells.
 */
export class OutcomeUnknown extends Problem {
  constructor(cause: unknown) {
    super(503, 'database.unavailable', 'The database did not say whether it committed', {
      retryAfterSeconds: 1,
      cause,
    });
  }
}
