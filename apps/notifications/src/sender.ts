import { wakeable, type Wakeable } from '@ecomm/runtime/wake';
import { leaseMails, sendMail, type DueMail, type SendDeps } from './send-mail.ts';

const lookMs = 1_000;
/** A little less than a look, so that each look finds the time come. */
const knockPauseMs = 900;

/**
 * Sends what is due, as many at a time as the post has slots: woken by a mail that became due, and every second. While
 * there is no mail server, one mail a second is tried.
 */
export function sender(deps: SendDeps): Wakeable {
  const { post, log } = deps;
  const underWay = new Map<string, Promise<void>>();
  let more = false;
  /** When to knock again at a mail server that is away. */
  let knockAt: number | undefined;

  const send = async (mail: DueMail): Promise<void> => {
    const delivery = await sendMail(deps, mail);
    if (delivery.kind === 'away') {
      if (knockAt === undefined) log.warn({ reason: delivery.reason }, 'mail server is away, mails wait');
      knockAt = performance.now() + knockPauseMs;
    } else if (knockAt !== undefined && delivery.kind !== 'unanswered') {
      log.info('mail server is back');
      knockAt = undefined;
      more = true;
    }
  };
  const begin = (mail: DueMail): void => {
    const sending = send(mail).finally(() => {
      underWay.delete(mail.id);
      if (more && underWay.size <= post.slots / 2) loop.wake();
    });
    underWay.set(mail.id, sending);
  };

  const loop = wakeable({ name: 'mail sender', log, everyMs: lookMs }, async () => {
    do {
      more = false;
      if (knockAt !== undefined && (underWay.size > 0 || performance.now() < knockAt)) return;
      const free = knockAt === undefined ? post.slots - underWay.size : 1;
      more = free <= 0;
      if (more) return;
      const due = await leaseMails(deps, free, [...underWay.keys()]);
      const mails = due.filter((mail) => mail.was_left).length;
      if (mails > 0) log.info({ mails }, 'mails taken up again that a crash left under way');
      due.forEach(begin);
      more = due.length === free && knockAt === undefined;
    } while (more);
  });

  return {
    ...loop,
    stop: async () => {
      await loop.stop?.();
      await Promise.all(underWay.values());
      post.close();
    },
  };
}
