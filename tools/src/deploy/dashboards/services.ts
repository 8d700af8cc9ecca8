import type { Dashboard } from './render.ts';
import { errors, quantile, rate } from './queries.ts';

/** Of each service: how much it is asked, how much fails, how long it takes, and on what it waits. */
export const services: Dashboard = {
  uid: 'ecomm-services',
  title: 'Services: rate, errors, duration',
  rows: [
    [
      {
        title: 'Requests',
        unit: 'reqps',
        queries: { [rate('http_server_request_duration_seconds_count', 'service')]: '{{service}}' },
      },
      {
        title: 'Share of errors of their own (5xx)',
        unit: 'percentunit',
        threshold: 0.01,
        queries: {
          [`${rate(errors, 'service')} / ${rate('http_server_request_duration_seconds_count', 'service')}`]:
            '{{service}}',
        },
      },
      {
        title: 'Duration, p99',
        unit: 's',
        threshold: 1,
        queries: { [quantile(0.99, 'http_server_request_duration_seconds', 'service')]: '{{service}}' },
      },
    ],
    [
      {
        title: 'gRPC calls served',
        unit: 'reqps',
        queries: {
          [rate('rpc_server_call_duration_seconds_count', 'service, rpc_method')]: '{{service}} {{rpc_method}}',
        },
      },
      {
        title: 'gRPC calls made, p99',
        unit: 's',
        queries: {
          [quantile(0.99, 'rpc_client_call_duration_seconds', 'service, rpc_method')]: '{{service}} → {{rpc_method}}',
        },
      },
      {
        title: 'Database, p99',
        unit: 's',
        queries: { [quantile(0.99, 'db_client_operation_duration_seconds', 'service')]: '{{service}}' },
      },
    ],
    [
      {
        title: 'Breakers (2: open)',
        unit: 'short',
        threshold: 2,
        queries: { 'max by (service, dependency) (ecomm_breaker_state)': '{{service}} → {{dependency}}' },
      },
      {
        title: 'Retries',
        unit: 'ops',
        queries: { [rate('ecomm_retries_total', 'service, dependency')]: '{{service}} → {{dependency}}' },
      },
      {
        title: 'Requests and streams open',
        unit: 'short',
        queries: {
          'sum by (service) (http_server_active_requests)': '{{service}}',
          'sum by (service) (ecomm_event_streams_open)': '{{service}} streams',
        },
      },
    ],
    [
      {
        title: 'Event loop, latest',
        unit: 's',
        threshold: 0.5,
        queries: { 'max by (service, instance) (nodejs_eventloop_delay_max_seconds)': '{{instance}}' },
      },
      {
        title: 'Memory',
        unit: 'bytes',
        queries: { 'max by (instance) (process_memory_usage_bytes)': '{{instance}}' },
      },
      {
        title: 'Open files',
        unit: 'short',
        queries: { 'max by (instance) (process_open_file_descriptors)': '{{instance}}' },
      },
    ],
  ],
};
