import { errorType } from '@ecomm/runtime/error-type';
import { histogram } from '@ecomm/runtime/metrics';

const duration = histogram(
  'db_client_operation_duration_seconds',
  'From asking the database to its answer, waiting for a connection included.',
  ['db_query_summary', 'error_type'],
);

/** What was asked at `began` (performance.now()) has had its answer, or failed with `error`. */
export const operated = (db_query_summary: string, began: number, error?: unknown): void =>
  duration.record((performance.now() - began) / 1_000, {
    db_query_summary,
    error_type: error === undefined ? undefined : errorType(error),
  });
