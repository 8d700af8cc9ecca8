import type { Db } from '@ecomm/database/connect';
import type { Log } from '@ecomm/runtime/log';
import type { config } from './config.ts';
import { guarded } from './guarded-provider.ts';
import { measured } from './metrics.ts';
import { misbehaviour } from './provider-modes.ts';
import { simulator } from './provider.ts';

interface SimulatedOptions {
  db: Db;
  log: Log;
  settings: ReturnType<typeof config>;
}

/** The simulated provider as the environment wants it, behind its guard, with how long it may take. */
export function simulatedProvider({ db, log, settings }: SimulatedOptions) {
  const { own, copy } = settings;
  const latency = { latencyMinMs: own.PAYMENT_LATENCY_MIN_MS, latencyMaxMs: own.PAYMENT_LATENCY_MAX_MS };
  const { declinesRefund, around, delivered } = misbehaviour({
    modes: own.PROVIDER_MODES,
    seed: `${own.FAILPOINT_SEED}/${copy}`,
  });
  const simulated = simulator({ db, failureRate: own.PAYMENT_FAILURE_RATE, declinesRefund, ...latency });
  const provider = guarded(measured(around(simulated)), log);
  const isUp = (): boolean => provider.state() === 'closed';
  return { provider, isUp, delivered, timeoutMs: latency.latencyMaxMs + 500 };
}
