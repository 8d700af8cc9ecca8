import { createShop } from '@ecomm/sdk';

const shop = createShop(); // what `bun run start` runs on this machine
await shop.users.signup({ email: 'customer@example.com', password: 'pass123456' });
const { id } = await shop.orders.create({ items: [{ product_id: 1, quantity: 1 }] });

for await (const { order } of shop.orders.watch(id)) {
  console.log(order.id, order.status, order.total_amount);
  if (order.status !== 'pending') break;
}

const { items } = await shop.notifications.queued();
for (const { template, to, status } of items) console.log(template, to, status);
