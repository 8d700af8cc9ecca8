import type { Dashboard } from './render.ts';
import { quantile, rate } from './queries.ts';

/** What waits to be sent, in each database. */
export const outbox: Dashboard = {
  uid: 'ecomm-outbox',
  title: 'Outboxes: what waits to be sent',
  rows: [
    [
      {
        title: 'Age of the oldest event',
        unit: 's',
        threshold: 60,
        queries: { 'max by (service) (ecomm_outbox_oldest_seconds)': '{{service}}' },
      },
      {
        title: 'Events that wait',
        unit: 'short',
        queries: { 'max by (service) (ecomm_outbox_rows)': '{{service}}' },
      },
    ],
    [
      {
        title: 'Events sent',
        unit: 'ops',
        queries: { [rate('messaging_client_sent_messages_total', 'service')]: '{{service}}' },
      },
      {
        title: 'Database, by statement, p99',
        unit: 's',
        queries: {
          [`topk(10, ${quantile(0.99, 'db_client_operation_duration_seconds', 'service, db_query_summary')})`]:
            '{{service}} {{db_query_summary}}',
        },
      },
    ],
  ],
};
