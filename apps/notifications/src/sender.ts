import { wakeable, type Wakeable } from '@ecomm/runtime/wake';
import { giveBackMails, leaseMails, leaseSecondsOf, mailer, type DueMail, type SendDeps } from './send-mail.ts';

const lookMs = 1_000;
/** A little less than a look, so that each look finds the time come. */
const knockPauseMs = 900;
/** A leased mail waits no longer for its turn: what its lease has left must be enough to send it. */
const heldMs = 5_000;

export interface Sender extends Wakeable {
  /** How many mails more it would take now. */
  room(): number;
  /** Sends mails whose lease the caller has; what cannot be sent soon goes back to the queue. */
  take(mails: readonly DueMail[]): void;
  /** For so long a mail is to be leased. */
  readonly leaseSeconds: number;
}

/**
 * Sends what is due, as many at a time as the post has slots: woken by a mail that became due, and every second. While
 * there is no mail server, one mail a second is tried.
 */
export function sender(deps: SendDeps): Sender {
  const { db, post, log } = deps;
  const send = mailer(deps);
  const underWay = new Map<string, Promise<void>>();
  /** Leased, and waiting for a slot. Where mails leave slowly, at a rate, none does. */
  const held: { mail: DueMail; since: number }[] = [];
  const heldMax = post.slots > 1 ? post.slots * 3 : 0;
  let more = false;
  let stopped = true;
  /** When to knock again at a mail server that is away. */
  let knockAt: number | undefined;

  const sendOne = async (mail: DueMail): Promise<void> => {
    const delivery = await send(mail);
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
    const sending = sendOne(mail).finally(() => {
      underWay.delete(mail.id);
      fill();
    });
    underWay.set(mail.id, sending);
  };
  const giveBack = (mails: readonly DueMail[]): void => {
    if (mails.length > 0) void giveBackMails(db, mails).catch(() => undefined); // the end of the lease brings them back
  };
  /** Begins what is held as slots become free. */
  const fill = (): void => {
    const late = performance.now() - heldMs;
    const isOpen = knockAt === undefined && !stopped;
    giveBack(
      held.splice(0, isOpen ? held.filter(({ since }) => since < late).length : held.length).map(({ mail }) => mail),
    );
    while (held.length > 0 && underWay.size < post.slots) begin(held.shift()!.mail);
    if (more && held.length + underWay.size <= post.slots / 2) loop.wake();
  };
  const hold = (mails: readonly DueMail[]): void => {
    const since = performance.now();
    held.push(...mails.map((mail) => ({ mail, since })));
    fill();
  };
  const room = (): number =>
    stopped || knockAt !== undefined ? 0 : Math.max(0, post.slots + heldMax - underWay.size - held.length);

  const loop = wakeable({ name: 'mail sender', log, everyMs: lookMs }, async () => {
    do {
      more = false;
      const isKnock = knockAt !== undefined;
      if (isKnock && (underWay.size > 0 || performance.now() < knockAt!)) return;
      const free = isKnock ? 1 : room();
      more = free <= 0;
      if (more) return;
      const due = await leaseMails(deps, free, [...underWay.keys(), ...held.map(({ mail }) => mail.id)]);
      const mails = due.filter((mail) => mail.was_left).length;
      if (mails > 0) log.info({ mails }, 'mails taken up again that a crash left under way');
      if (isKnock) due.forEach(begin);
      else hold(due);
      more = due.length === free && knockAt === undefined;
    } while (more);
  });

  return {
    ...loop,
    room,
    take: hold,
    leaseSeconds: leaseSecondsOf(post),
    start: () => {
      stopped = false;
      return loop.start?.();
    },
    stop: async () => {
      stopped = true;
      await loop.stop?.();
      fill();
      await Promise.all(underWay.values());
      post.close();
    },
  };
}
