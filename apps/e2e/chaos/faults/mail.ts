import { logInAdmin, request } from '../../src/buyer.ts';
import type { Bar, Fault, World } from '../fault.ts';
import { least } from './bars.ts';
import { acceptedShare, lastAnswers, spanOf } from './measure-requests.ts';
import type { Pace } from './pace.ts';

type Mode = World['mail']['mode'];

export const mailFaults = ({ outageMs }: Pace): Fault[] => [
  {
    name: 'mail-down',
    group: 'mail',
    says: 'the mail server refuses every connection',
    run: (world) =>
      accepting(world, async () => {
        await world.mail.down();
        await Bun.sleep(outageMs);
        await world.mail.up();
      }),
  },
  moody('mail-451', 'the mail server answers 451', 'busy', outageMs),
  {
    name: 'mail-550',
    group: 'mail',
    says: 'the mail server answers 550 to every second mail; an admin sends them again afterwards',
    run: async (world) => {
      const bars = await accepting(world, () => inMood(world, 'refuse', outageMs, 0.5));
      return [...bars, await resendFailed(world)];
    },
  },
  moody('mail-hanging-after-data', 'the mail server takes a mail and says nothing more', 'hang-after-data', outageMs),
  moody('mail-losing-answers', 'the mail server takes a mail and cuts the connection', 'lose-answer', outageMs),
  moody('mail-slow', 'the mail server takes two seconds for each mail', 'slow', outageMs),
];

const moody = (name: string, says: string, mode: Mode, ms: number): Fault => ({
  name,
  group: 'mail',
  says,
  run: (world) => accepting(world, () => inMood(world, mode, ms, mode === 'lose-answer' ? 0.2 : 1)),
});

async function inMood({ mail }: World, mode: Mode, ms: number, probability: number): Promise<void> {
  Object.assign(mail, { mode, probability });
  try {
    await Bun.sleep(ms);
  } finally {
    Object.assign(mail, { mode: 'ok', probability: 1 });
  }
}

/** Orders know nothing of mails. */
async function accepting(world: World, trouble: () => Promise<void>): Promise<Bar[]> {
  const span = await spanOf(trouble);
  await lastAnswers();
  return [least('orders accepted meanwhile', acceptedShare(world.record, span), 99.9, '%')];
}

/** What was refused for good is kept with the reason, until an admin says: again. */
async function resendFailed({ shop }: World): Promise<Bar> {
  const failed = await shop.sql('notifications')<
    { id: string }[]
  >`select id from notifications where status = 'failed'`;
  const token = await logInAdmin(shop);
  const answers = await Promise.all(
    failed.map(({ id }) => request(`${shop.url('notifications')}/queued/${id}/resend`, { token, method: 'POST' })),
  );
  const again = answers.filter(({ status }) => status < 300).length;
  return least('refused mails that an admin could send again', (100 * again) / Math.max(1, failed.length), 100, '%');
}
