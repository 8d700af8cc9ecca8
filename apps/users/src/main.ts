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
import { metrics } from '@ecomm/runtime/metrics-server';
import { run } from '@ecomm/runtime/run';
import { telemetry } from '@ecomm/runtime/telemetry';
import { version } from '../package.json';
import { app } from './app.ts';
import { config } from './config.ts';
import { keyring } from './keyring.ts';
import { passwords } from './passwords.ts';
import { pruning } from './prune.ts';
import { rpc } from './rpc.ts';

await main(async () => {
  const settings = config();
  const { service, production, host, jwt, limits, own } = settings;
  const log = logger(settings.log);
  const db = connect({ ...settings.database, log, name: service });
  const bus = kafka({ ...settings.kafka, log });
  const outbox = relay({ db, bus, service, log, publishes: [userCreated] });
  const keys = keyring(db);
  const checks = { database: () => ping(db), kafka: () => bus.connected(), outbox: () => outbox.stats() };
  const { stopping, ...probes } = health({ service, version, ...checks });
  const edge = { ...settings, version, log, authenticate: verifier({ keys: keys.publicKeys, ...jwt }) };
  const deps = { db, keyring: keys, passwords: passwords(), tokens: jwt, limits, health: probes, edge };
  const grpc = {
    host: settings.grpcHost,
    port: own.USERS_GRPC_PORT + 100 * settings.copy,
    token: settings.serviceToken,
    production,
  };

  await run(log, [
    telemetry({ ...settings.telemetry, version }, log),
    metrics({ ...edge, port: own.USERS_METRICS_PORT + 100 * settings.copy }),
    part(db, log),
    bus,
    outbox,
    pruning(db, log),
    serve({ ...grpc, services: rpc(deps), log }),
    listen(app(deps), { host, port: own.USERS_PORT, reusePort: settings.copies > 1, onStop: stopping, log }),
  ]);
});
