import type { Dashboard } from './render.ts';
import { quantile, rate } from './queries.ts';

/** What becomes of orders: placed, charged, told by mail. */
export const orders: Dashboard = {
  uid: 'ecomm-orders',
  title: 'Orders: from placed to paid',
  rows: [
    [
      {
        title: 'Placed',
        unit: 'ops',
        kind: 'stat',
        queries: { 'sum(rate(ecomm_orders_placed_total[5m]))': 'a second' },
      },
      {
        title: 'Pending now',
        unit: 'short',
        kind: 'stat',
        threshold: 100,
        queries: { 'max(ecomm_orders{status="pending"})': 'pending' },
      },
      {
        title: 'Charges that succeed',
        unit: 'percentunit',
        kind: 'stat',
        queries: {
          'sum(rate(ecomm_charge_duration_seconds_count{outcome="succeeded"}[5m])) / sum(rate(ecomm_charge_duration_seconds_count[5m]))':
            'succeeded',
        },
      },
      {
        title: 'Stock reservations open',
        unit: 'short',
        kind: 'stat',
        queries: { 'max(ecomm_stock_reservations_open)': 'open' },
      },
    ],
    [
      {
        title: 'Orders that came to a status',
        unit: 'ops',
        queries: { [rate('ecomm_order_transitions_total', 'status')]: '{{status}}' },
      },
      {
        title: 'Orders placed, charges by outcome',
        unit: 'ops',
        queries: {
          'sum(rate(ecomm_orders_placed_total[$__rate_interval]))': 'placed',
          [rate('ecomm_charge_duration_seconds_count', 'outcome')]: '{{outcome}}',
        },
      },
    ],
    [
      {
        title: 'Duration of a charge',
        unit: 's',
        queries: {
          [quantile(0.5, 'ecomm_charge_duration_seconds', 'outcome')]: '{{outcome}} p50',
          [quantile(0.99, 'ecomm_charge_duration_seconds', 'outcome')]: '{{outcome}} p99',
        },
      },
      { title: 'Mails by outcome', unit: 'ops', queries: { [rate('ecomm_mails_total', 'outcome')]: '{{outcome}}' } },
    ],
  ],
};
