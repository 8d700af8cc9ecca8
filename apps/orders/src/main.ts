import { orderCreated, orderUpdated } from '@ecomm/contracts/events';
import { connect, part, ping } from '@ecomm/database/connect';
import { consume } from '@ecomm/events/consume';
import { kafka } from '@ecomm/events/kafka';
import { verifier } from '@ecomm/http/auth';
import { forgetKeys } from '@ecomm/http/forget-keys';
import { health } from '@ecomm/http/health';
import { listen } from '@ecomm/http/listen';
import { remoteKeys } from '@ecomm/http/remote-keys';
import { deadLettersOf } from '@ecomm/outbox/dead-letters';
import { inboxOf } from '@ecomm/outbox/once';
import { relay } from '@ecomm/outbox/relay';
import { serve } from '@ecomm/rpc/serve';
import { logger } from '@ecomm/runtime/log';
import { main } from '@ecomm/runtime/main';
import { metrics } from '@ecomm/runtime/metrics-server';
import { run } from '@ecomm/runtime/run';
import { telemetry } from '@ecomm/runtime/telemetry';
import { version } from '../package.json';
import { app } from './app.ts';
import { config } from './config.ts';
import { buyers } from './buyers.ts';
import { catalog } from './catalog.ts';
import { charges } from './charges.ts';
import { chasePending } from './chase-pending.ts';
import { orderFeed } from './order-feed.ts';
import { giveBackStock } from './give-back-stock.ts';
import { watchOrders } from './metrics.ts';
import { rpc } from './rpc.ts';
import { shedding } from './shedding.ts';
import { subscriptions } from './subscriptions.ts';
import { orderWriter } from './write-order.ts';

await main(async () => {
  const settings = config();
  const { own } = settings;
  const { service, production, serviceToken: token } = settings;
  const log = logger(settings.log);
  const db = connect({ ...settings.database, log, name: service });
  const bus = kafka({ ...settings.kafka, log });
  const outbox = relay({ db, bus, service, log, publishes: [orderCreated, orderUpdated] });
  const reading = { group: 'orders-group', subscriptions: subscriptions({ log }), log };
  const consumer = consume({ ...reading, bus, service, inbox: inboxOf(db) });

  const users = buyers({ urls: own.USERS_GRPC_URL, token, log });
  const products = catalog({ urls: own.PRODUCTS_GRPC_URL, token, log });
  const payments = charges({ urls: own.PAYMENTS_GRPC_URL, token, log });
  const breakers = () => ({ users: users.state(), products: products.state(), payments: payments.state() });

  const { stopping, ...healthHandlers } = health({
    service,
    version,
    database: () => ping(db),
    kafka: () => bus.connected(),
    outbox: () => outbox.stats(),
    consumer: () => consumer.lag(),
    breakers,
  });
  const shed = shedding(outbox, log);
  const returns = giveBackStock({ catalog: products, log });
  const keys = remoteKeys(`${own.USERS_URL}/.well-known/jwks.json`, { log });
  const edge = { ...settings, version, log, authenticate: verifier({ keys, ...settings.jwt }) };
  const deps = {
    db,
    log,
    edge,
    production,
    currency: own.CURRENCY,
    buyers: users,
    catalog: products,
    write: orderWriter(db),
    charges: payments,
    feed: orderFeed({ db, log }),
    dead: deadLettersOf({ ...reading, db }),
  };
  watchOrders(db);

  await run(log, [
    telemetry({ ...settings.telemetry, version }, log),
    metrics({ ...edge, port: own.ORDERS_METRICS_PORT + 100 * settings.copy }),
    part(db, log),
    bus,
    outbox,
    consumer,
    shed,
    returns,
    chasePending({ ...deps, afterSeconds: own.CHASE_AFTER }),
    forgetKeys(db, log),
    serve({
      host: settings.grpcHost,
      port: own.ORDERS_GRPC_PORT + 100 * settings.copy,
      token,
      production,
      services: rpc(deps),
      log,
    }),
    listen(app({ ...deps, shed: shed.check, giveBack: returns.giveBack, health: healthHandlers }), {
      host: settings.host,
      port: own.ORDERS_PORT,
      reusePort: settings.copies > 1,
      onStop: stopping,
      log,
    }),
  ]);
});
