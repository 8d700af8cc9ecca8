import type { Dashboard } from './render.ts';
import { quantile, rate } from './queries.ts';

/** Events between services: sent, read, handled, put aside. */
export const kafka: Dashboard = {
  uid: 'ecomm-kafka',
  title: 'Kafka: events sent and read',
  rows: [
    [
      {
        title: 'Events a group has not read',
        unit: 'short',
        threshold: 100,
        queries: {
          'sum by (messaging_consumer_group_name) (ecomm_consumer_lag)': '{{messaging_consumer_group_name}}',
        },
      },
      {
        title: 'Events sent',
        unit: 'ops',
        queries: {
          [rate('messaging_client_sent_messages_total', 'messaging_destination_name')]:
            '{{messaging_destination_name}}',
        },
      },
      {
        title: 'Events read',
        unit: 'ops',
        queries: {
          [rate('messaging_client_consumed_messages_total', 'messaging_destination_name')]:
            '{{messaging_destination_name}}',
        },
      },
    ],
    [
      {
        title: 'Handling, p99',
        unit: 's',
        queries: {
          [quantile(0.99, 'messaging_process_duration_seconds', 'service, messaging_destination_name')]:
            '{{service}} {{messaging_destination_name}}',
        },
      },
      {
        title: 'Asking the broker, p99',
        unit: 's',
        queries: {
          [quantile(0.99, 'messaging_client_operation_duration_seconds', 'service, messaging_operation_name')]:
            '{{service}} {{messaging_operation_name}}',
        },
      },
      {
        title: 'Tried again, and dead letters',
        unit: 'short',
        queries: {
          'sum by (service, messaging_destination_name) (increase(ecomm_events_retried_total[5m]))':
            '{{service}} {{messaging_destination_name}} again',
          'sum by (service, messaging_destination_name) (ecomm_dead_letters_total)':
            '{{service}} {{messaging_destination_name}} dead',
        },
      },
    ],
  ],
};
