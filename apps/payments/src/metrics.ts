import { histogram, timed } from '@ecomm/runtime/metrics';
import type { Provider } from './provider.ts';

const charges = histogram(
  'ecomm_charge_duration_seconds',
  'What the provider was asked to charge: succeeded, declined, or unanswered and so asked again.',
  ['outcome'],
);

/** A provider whose charges are measured; what its guard does not let through is none. */
export const measured = (provider: Provider): Provider => ({
  ...provider,
  charge: (request, signal) =>
    timed(
      () => provider.charge(request, signal),
      (seconds, _error, charged) => charges.record(seconds, { outcome: charged?.outcome ?? 'unanswered' }),
    ),
});
