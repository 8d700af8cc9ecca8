import { PgPreparedQuery } from 'drizzle-orm/pg-core';

/**
 * Drizzle wraps what a query throws into an error whose message holds the SQL and every parameter: passwords' hashes and
 * addresses in logs, and a 503 that is no longer a `Problem` at the edge. Here errors come through as they are.
 */
const session = PgPreparedQuery.prototype as unknown as {
  queryWithCache: (text: string, parameters: unknown[], query: () => Promise<unknown>) => Promise<unknown>;
};
session.queryWithCache = (_text, _parameters, query) => query();
