import { secondsOf } from './duration.ts';

export type Service = keyof typeof urls;

/** Set by `bun run load`, or by hand: `k6 run -e PRODUCTS_URL=…`. An empty variable is none. */
const text = (name: string, fallback: string): string => __ENV[name] || fallback;

function positive(name: string, fallback: number): number {
  const value = Number(text(name, String(fallback)));
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new Error(`${name} is "${__ENV[name]}": a whole number above 0`);
}

export const urls = {
  users: text('USERS_URL', 'http://localhost:3001'),
  products: text('PRODUCTS_URL', 'http://localhost:3002'),
  orders: text('ORDERS_URL', 'http://localhost:3003'),
  payments: text('PAYMENTS_URL', 'http://localhost:3004'),
  notifications: text('NOTIFICATIONS_URL', 'http://localhost:3005'),
};

export const admin = {
  email: text('ADMIN_EMAIL', 'admin@ecomm.local'),
  password: text('ADMIN_PASSWORD', 'admin-pass-123456'),
};

export const reportsFolder = text('REPORTS_FOLDER', 'load/reports');

export const durationSeconds = (fallback: string): number => secondsOf(text('DURATION', fallback));
export const vus = (fallback: number): number => positive('VUS', fallback);
/** Iterations begun a second. */
export const rate = (fallback: number): number => positive('RATE', fallback);
/** Units of the product that is on sale. */
export const stock = (fallback: number): number => positive('STOCK', fallback);
