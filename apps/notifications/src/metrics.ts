import { counter } from '@ecomm/runtime/metrics';

const outcomes = ['sent', 'put_off', 'failed'] as const;
type Outcome = (typeof outcomes)[number];

const mails = counter('ecomm_mails_total', 'Sendings of mails: sent, put off to be tried again, or failed for good.', [
  'outcome',
]);

for (const outcome of outcomes) mails.add(0, { outcome });

export const countMail = (outcome: Outcome): void => mails.add(1, { outcome });
