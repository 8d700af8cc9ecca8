// Generated from TypeSpec by `bun run generate`. Do not edit.
export * from './events/notifications.ts';
export * from './events/orders.ts';
export * from './events/payments.ts';
export * from './events/products.ts';
export * from './events/users.ts';
