import { kafka } from './kafka.ts';
import { orders } from './orders.ts';
import { outbox } from './outbox.ts';
import type { Dashboard } from './render.ts';
import { services } from './services.ts';

/** What Grafana shows, by the names of their files. Metrics that each copy counts for all of them are taken once (`max`). */
export const dashboards: Record<string, Dashboard> = { orders, services, kafka, outbox };
