import { guard } from '@ecomm/runtime/guard';
import type { Log } from '@ecomm/runtime/log';
import { currentSpan, inSpan } from '@ecomm/runtime/traced';
import type { Charged, Provider } from './provider.ts';

/** Above all slots together, so that only what comes by POST /process beside them can be refused. */
const inFlightMax = 512;

/** The provider behind one breaker and one bulkhead. No attempt is repeated here: who asked does that, under the same key. */
export function guarded(provider: Provider, log: Log) {
  const calls = guard({ name: 'provider', inFlightMax, log });
  const port: Provider = {
    charge: (request, signal) => asked('charge', () => calls.run(() => provider.charge(request, signal))),
    refund: (request, signal) => asked('refund', () => calls.run(() => provider.refund(request, signal))),
  };
  return { ...port, state: () => calls.state() };
}

const abouts = {
  charge: { name: 'provider charge', kind: 'client', attributes: { 'service.peer.name': 'payment-provider' } },
  refund: { name: 'provider refund', kind: 'client', attributes: { 'service.peer.name': 'payment-provider' } },
} as const;

const asked = (what: keyof typeof abouts, call: () => Promise<Charged>): Promise<Charged> =>
  inSpan(abouts[what], async () => {
    const answer = await call();
    currentSpan()?.set({ 'ecomm.payment.outcome': answer.outcome });
    return answer;
  });
