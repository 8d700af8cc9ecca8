import { orderCreated, orderUpdated } from '@ecomm/contracts/events';
import { connect, part, ping } from '@ecomm/database/connect';
import { consume } from '@ecomm/events/consume';
import { kafka } from '@ecomm/events/kafka';
import { verifier } from '@ecomm/http/auth';
import { health } from '@ecomm/http/health';
import { listen } from '@ecomm/http/listen';
import { remoteKeys } from '@ecomm/http/remote-keys';
import { inboxOf } from '@ecomm/outbox/once';
import { relay } from '@ecomm/outbox/relay';
import { serve } from '@ecomm/rpc/serve';
import { list, port, readConfig, text, url } from '@ecomm/runtime/config';
import { logger } from '@ecomm/runtime/log';
import { main } from '@ecomm/runtime/main';
import { run } from '@ecomm/runtime/run';
import { serviceConfig } from '@ecomm/runtime/service-config';
import { version } from '../package.json';
import { app } from './app.ts';
import { buyers } from './buyers.ts';
import { catalog } from './catalog.ts';
import { charges } from './charges.ts';
import { chasePending } from './chase-pending.ts';
import { forgetKeys } from './forget-keys.ts';
import { rpc } from './rpc.ts';
import { shedding } from './shedding.ts';
import { subscriptions } from './subscriptions.ts';

await main(async () => {
  const config = serviceConfig('orders');
  const own = readConfig({
    ORDERS_PORT: port(3003),
    ORDERS_GRPC_PORT: port(50053),
    USERS_URL: url('http://localhost:3001'),
    USERS_GRPC_URL: list('localhost:50051'),
    PRODUCTS_GRPC_URL: list('localhost:50052'),
    PAYMENTS_GRPC_URL: list('localhost:50054'),
    CURRENCY: text('USD'),
  });
  const { service, production, serviceToken: token } = config;
  const log = logger(config.log);
  const db = connect({ ...config.database, log, name: service });
  const bus = kafka({ ...config.kafka, log });
  const outbox = relay({ db, bus, service, log, publishes: [orderCreated, orderUpdated] });
  const consumer = consume({ bus, group: 'orders-group', service, subscriptions, inbox: inboxOf(db), log });

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
  const keys = remoteKeys(`${own.USERS_URL}/.well-known/jwks.json`, { log });
  const edge = { ...config, version, log, authenticate: verifier({ keys, ...config.jwt }) };
  const deps = {
    db,
    log,
    edge,
    production,
    currency: own.CURRENCY,
    buyers: users,
    catalog: products,
    charges: payments,
  };

  await run(log, [
    part(db, log),
    bus,
    outbox,
    consumer,
    shed,
    chasePending(deps),
    forgetKeys(db, log),
    serve({
      host: config.grpcHost,
      port: own.ORDERS_GRPC_PORT + 100 * config.copy,
      token,
      production,
      services: rpc(deps),
      log,
    }),
    listen(app({ ...deps, shed: shed.check, health: healthHandlers }), {
      host: config.host,
      port: own.ORDERS_PORT,
      reusePort: config.copies > 1,
      onStop: stopping,
      log,
    }),
  ]);
});
