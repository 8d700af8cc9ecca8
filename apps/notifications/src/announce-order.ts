import type { OrderUpdated } from '@ecomm/contracts/events';
import type { Tx } from '@ecomm/database/connect';
import type { Event } from '@ecomm/events/envelope';
import type { AnnounceDeps } from './announce.ts';
import { contactOf } from './contacts.ts';
import { money, type MailData, type Template } from './mail.ts';
import { queueMail } from './queue-mail.ts';

interface Announcement {
  template: Template;
  subject: string;
  data: (order: OrderUpdated, total: string) => MailData;
}

/** Codes in plain words; whatever else is given as the reason was written by an admin and is shown as it is. */
const explanations: Record<string, string> = {
  stock_shortfall: 'When your payment came, there was not enough left of what you ordered.',
};

const shipped: Announcement = {
  template: 'order_shipped',
  subject: 'Your order is on its way',
  data: ({ order_id, reason = '' }, total) => ({ order_id, total, note: reason }),
};

const cancelled: Announcement = {
  template: 'order_cancelled',
  subject: 'Your order is cancelled',
  data: ({ order_id, previous_status, reason = '' }, total) => ({
    order_id,
    total,
    explanation: explanations[reason] ?? reason,
    was_paid: previous_status === 'paid',
  }),
};

/** The other statuses have their mails from payment.*, or none. */
const announcements: Partial<Record<OrderUpdated['status'], Announcement>> = { shipped, cancelled };

/** order.updated → `order_shipped` or `order_cancelled`; nothing for another status. */
export const announceOrder = ({ users, currency }: AnnounceDeps) =>
  async function announce(tx: Tx, { id: event_id, payload }: Event<OrderUpdated>): Promise<void> {
    const announcement = announcements[payload.status];
    if (!announcement) return;
    const { user_id, order_id } = payload;
    const { template, subject } = announcement;
    const contact = await contactOf(tx, users, user_id);
    const data = announcement.data(payload, money(payload.amount, currency));
    await queueMail(tx, { event_id, template, user_id, order_id, contact, subject, data });
  };
