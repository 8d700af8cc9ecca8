import type * as notifications from './generated/notifications/sdk.gen.ts';
import type * as orders from './generated/orders/sdk.gen.ts';
import type * as payments from './generated/payments/sdk.gen.ts';
import type * as products from './generated/products/sdk.gen.ts';
import type * as users from './generated/users/sdk.gen.ts';
import type { Service, Shop } from './shop.ts';

interface Operations {
  users: typeof users;
  products: typeof products;
  orders: typeof orders;
  payments: typeof payments;
  notifications: typeof notifications;
}
type Method<S extends Service> = `${S}.${Extract<keyof Shop[S], string>}`;

/**
 * The SDK's method of each operation of the contract, for those who ask whom a change of the contract affects. An
 * operation without one does not compile. Not part of the bundle.
 */
export const methods: { [S in Service]: Record<keyof Operations[S], Method<S>> } = {
  users: {
    changePassword: 'users.changePassword',
    listUsers: 'users.list',
    logIn: 'users.login',
    logOut: 'users.logout',
    readHealth: 'users.health',
    readKeys: 'users.jwks',
    readLivez: 'users.livez',
    readMe: 'users.me',
    readReadyz: 'users.readyz',
    readUser: 'users.get',
    refreshSession: 'users.refresh',
    signUp: 'users.signup',
    updateMe: 'users.updateMe',
    updateUser: 'users.update',
  },
  products: {
    createProduct: 'products.create',
    discardDeadLetter: 'products.discardDeadLetter',
    listDeadLetters: 'products.deadLetters',
    listProducts: 'products.list',
    listReservations: 'products.reservations',
    readDeadLetter: 'products.deadLetter',
    readHealth: 'products.health',
    readImage: 'products.image',
    readLivez: 'products.livez',
    readProduct: 'products.get',
    readReadyz: 'products.readyz',
    redriveDeadLetter: 'products.redriveDeadLetter',
    updateProduct: 'products.update',
    uploadImage: 'products.uploadImage',
  },
  orders: {
    cancelOrder: 'orders.cancel',
    discardDeadLetter: 'orders.discardDeadLetter',
    listDeadLetters: 'orders.deadLetters',
    listUserOrders: 'orders.listByUser',
    placeOrder: 'orders.create',
    readDeadLetter: 'orders.deadLetter',
    readHealth: 'orders.health',
    readLivez: 'orders.livez',
    readOrder: 'orders.get',
    readReadyz: 'orders.readyz',
    readTimeline: 'orders.timeline',
    redriveDeadLetter: 'orders.redriveDeadLetter',
    setStatus: 'orders.setStatus',
    watchOrder: 'orders.watch',
  },
  payments: {
    discardDeadLetter: 'payments.discardDeadLetter',
    listDeadLetters: 'payments.deadLetters',
    listLedger: 'payments.ledger',
    processPayment: 'payments.process',
    readDeadLetter: 'payments.deadLetter',
    readHealth: 'payments.health',
    readLivez: 'payments.livez',
    readPayment: 'payments.status',
    readReadyz: 'payments.readyz',
    redriveDeadLetter: 'payments.redriveDeadLetter',
    refundPayment: 'payments.refund',
  },
  notifications: {
    discardDeadLetter: 'notifications.discardDeadLetter',
    listDeadLetters: 'notifications.deadLetters',
    listNotifications: 'notifications.queued',
    readDeadLetter: 'notifications.deadLetter',
    readHealth: 'notifications.health',
    readLivez: 'notifications.livez',
    readNotification: 'notifications.get',
    readReadyz: 'notifications.readyz',
    redriveDeadLetter: 'notifications.redriveDeadLetter',
    resendNotification: 'notifications.resend',
  },
};
