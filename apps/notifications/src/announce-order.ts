import type { OrderUpdated } from '@ecomm/contracts/events';
import { announce, type AnnounceDeps } from './announce.ts';
import { money, type MailData, type Template } from './mail.ts';

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
export const announceOrders = ({ users, currency }: AnnounceDeps) =>
  announce(users, (order: OrderUpdated) => {
    const announcement = announcements[order.status];
    if (!announcement) return undefined;
    const { template, subject } = announcement;
    return {
      template,
      order_id: order.order_id,
      subject,
      data: announcement.data(order, money(order.amount, currency)),
    };
  });
