import { productCreated, productUpdated, stockShortfall } from '@ecomm/contracts/events';
import { connect, part, ping } from '@ecomm/database/connect';
import { consume } from '@ecomm/events/consume';
import { kafka } from '@ecomm/events/kafka';
import { verifier } from '@ecomm/http/auth';
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
import { expireReservations } from './expire-reservations.ts';
import { watchReservations } from './metrics.ts';
import { orders } from './orders.ts';
import { publishStock } from './publish-stock.ts';
import { stockReturner } from './return-stock.ts';
import { rpc } from './rpc.ts';
import { subscriptions } from './subscriptions.ts';

await main(async () => {
  const settings = config();
  const { service, production, serviceToken: token, host, own } = settings;
  const log = logger(settings.log);
  const db = connect({ ...settings.database, log, name: service });
  const bus = kafka({ ...settings.kafka, log });
  const outbox = relay({ db, bus, service, log, publishes: [productCreated, productUpdated, stockShortfall] });
  const returner = stockReturner({ db, log });
  const handlers = subscriptions({ log, returnSoon: returner.wake });
  const reading = { group: 'products-group', subscriptions: handlers, log };
  const consumer = consume({ ...reading, bus, service, inbox: inboxOf(db) });
  const orderService = orders({ urls: own.ORDERS_GRPC_URL, token, log });
  const breakers = () => ({ orders: orderService.state() });
  const broker = { kafka: () => bus.connected(), outbox: () => outbox.stats(), consumer: () => consumer.lag() };
  const { stopping, ...probes } = health({ service, version, database: () => ping(db), ...broker, breakers });
  const edge = {
    ...settings,
    version,
    log,
    authenticate: verifier({ keys: remoteKeys(`${own.USERS_URL}/.well-known/jwks.json`, { log }), ...settings.jwt }),
  };
  const grpc = { host: settings.grpcHost, port: own.PRODUCTS_GRPC_PORT + 100 * settings.copy, token, production };
  const http = { host, port: own.PRODUCTS_PORT, reusePort: settings.copies > 1, onStop: stopping, log };
  watchReservations(db);

  await run(log, [
    telemetry({ ...settings.telemetry, version }, log),
    metrics({ ...edge, port: own.PRODUCTS_METRICS_PORT + 100 * settings.copy }),
    part(db, log),
    bus,
    outbox,
    consumer,
    orderService.part,
    returner,
    expireReservations({ db, orders: orderService, log }),
    publishStock({ db, log }),
    serve({ ...grpc, services: rpc({ db, ttlSeconds: own.RESERVATION_TTL }), log }),
    listen(app({ db, dead: deadLettersOf({ ...reading, db }), health: probes, edge }), http),
  ]);
});
