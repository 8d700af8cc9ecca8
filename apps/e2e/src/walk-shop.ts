import { parseArgs } from 'node:util';
import { until } from '@ecomm/testing/until';
import { serviceNames, services, type Service } from '@ecomm/tools/shop/services';
import { logInAdmin, request, signUp, type Order } from './buyer.ts';

const help = `bun apps/e2e/src/walk-shop.ts [--no-observe]

The article's flow against a shop that runs on this machine at the usual ports, as by \`docker compose up\`: sign up, order, paid, three
mails, and what watches it (profile \`observe\`): Prometheus asks all five services, Jaeger has the order's trace.`;

const { values } = parseArgs({
  options: { observe: { type: 'boolean', default: true }, help: { type: 'boolean' } },
  allowNegative: true,
});
const shop = { url: (service: Service) => `http://localhost:${services[service].http}` };

if (values.help) console.log(help);
else {
  for (const service of serviceNames)
    await step(`${service} is well`, async () => (await request(`${shop.url(service)}/health`)).body.status === 'ok');
  const buyer = await signUp(shop);
  const placed = await request<Order>(`${shop.url('orders')}/create`, {
    token: buyer.token,
    body: { items: [{ product_id: 1, quantity: 1 }] },
  });
  if (placed.status !== 201) throw new Error(`the order was answered ${placed.status} ${JSON.stringify(placed.body)}`);
  await step('the order is paid', async () => {
    const { body } = await request<Order>(`${shop.url('orders')}/${placed.body.id}`, { token: buyer.token });
    return body.status === 'paid';
  });
  await step('three mails came', async () => {
    const mails = await request<{ to: { address: string }[] }[]>('http://localhost:1080/api/email');
    return mails.body.filter(({ to }) => to.some(({ address }) => address === buyer.email)).length === 3;
  });
  const token = await logInAdmin(shop);
  await step(
    'an admin sees them',
    async () => (await request(`${shop.url('notifications')}/queued`, { token })).status === 200,
  );
  if (values.observe) await walkObservers(placed.headers.get('traceparent')!.split('-')[1]!);
}

async function walkObservers(traceId: string): Promise<void> {
  await step('Prometheus asks all services', async () => {
    const { body } = await request<{ data: { result: { value: [number, string] }[] } }>(
      'http://localhost:9090/api/v1/query?query=up%7Bjob%3D%22ecomm%22%7D',
    );
    return body.data.result.filter(({ value }) => value[1] === '1').length === serviceNames.length;
  });
  await step('Jaeger has the trace of the order', async () => {
    const { status, body } = await request<{ data?: { processes: object }[] }>(
      `http://localhost:16686/api/traces/${traceId}`,
    );
    return status === 200 && Object.keys(body.data?.[0]?.processes ?? {}).length >= 4;
  });
  await step('Grafana has its dashboards', async () => {
    const { body } = await request<unknown[]>('http://localhost:3030/api/search?tag=ecomm');
    return body.length === 4;
  });
}

async function step(what: string, condition: () => Promise<boolean>): Promise<void> {
  await until(condition, { timeoutMs: 60_000, what });
  console.log(`ok  ${what}`);
}
