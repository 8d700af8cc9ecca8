import { guard } from '@ecomm/runtime/guard';
import type { Log } from '@ecomm/runtime/log';
import type { Provider } from './provider.ts';

/** Above all slots together, so that only what comes by POST /process beside them can be refused. */
const inFlightMax = 512;

/** The provider behind one breaker and one bulkhead. No attempt is repeated here: who asked does that, under the same key. */
export function guarded(provider: Provider, log: Log) {
  const calls = guard({ name: 'provider', inFlightMax, log });
  const port: Provider = {
    charge: (request, signal) => calls.run(() => provider.charge(request, signal)),
    refund: (request, signal) => calls.run(() => provider.refund(request, signal)),
  };
  return { ...port, state: () => calls.state() };
}
