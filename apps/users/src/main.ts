import { userCreated } from '@ecomm/contracts/events';
import { connect, part, ping } from '@ecomm/database/connect';
import { kafka } from '@ecomm/events/kafka';
import { verifier } from '@ecomm/http/auth';
import { health } from '@ecomm/http/health';
import { listen } from '@ecomm/http/listen';
import { relay } from '@ecomm/outbox/relay';
import { serve } from '@ecomm/rpc/serve';
import { logger } from '@ecomm/runtime/log';
import { main } from '@ecomm/runtime/main';
import { run } from '@ecomm/runtime/run';
import { serviceConfig } from '@ecomm/runtime/service-config';
import { version } from '../package.json';
import { app } from './app.ts';
import { keyring } from './keyring.ts';
import { passwords } from './passwords.ts';
import { pruning } from './prune.ts';
import { rpc } from './rpc.ts';
import { settings } from './settings.ts';

await main(async () => {
  const config = serviceConfig('users');
  const { port, grpcPort, limits } = settings();
  const { service, production, host, jwt } = config;
  const log = logger(config.log);
  const db = connect({ ...config.database, log, name: service });
  const bus = kafka({ ...config.kafka, log });
  const outbox = relay({ db, bus, service, log, publishes: [userCreated] });
  const keys = keyring(db);
  const checks = { database: () => ping(db), kafka: () => bus.connected(), outbox: () => outbox.stats() };
  const { stopping, ...probes } = health({ service, version, ...checks });
  const edge = { ...config, version, log, authenticate: verifier({ keys: keys.publicKeys, ...jwt }) };
  const deps = { db, keyring: keys, passwords: passwords(), tokens: jwt, limits, health: probes, edge };
  const grpc = { host: config.grpcHost, port: grpcPort + 100 * config.copy, token: config.serviceToken, production };

  await run(log, [
    part(db, log),
    bus,
    outbox,
    pruning(db, log),
    serve({ ...grpc, services: rpc(deps), log }),
    listen(app(deps), { host, port, reusePort: config.copies > 1, onStop: stopping, log }),
  ]);
});
