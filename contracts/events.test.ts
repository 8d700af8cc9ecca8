import { describe, expect, test } from 'bun:test';
import type { TSchema } from '@sinclair/typebox';
import { TypeCompiler } from '@sinclair/typebox/compiler';
import * as events from './generated/events.ts';

const accepts = (schema: TSchema, value: unknown) => TypeCompiler.Compile(schema).Check(value);

describe('events', () => {
  const types = Object.values(events).filter((one) => 'topic' in one);

  test("cover the article's topics, keyed by their aggregate", () => {
    expect(Object.fromEntries(types.map(({ topic, key, owner }) => [topic, `${owner} ${key}`]))).toMatchObject({
      'user.created': 'users user_id',
      'product.created': 'products product_id',
      'product.updated': 'products product_id',
      'order.created': 'orders order_id',
      'order.updated': 'orders order_id',
      'payment.attempted': 'payments order_id',
      'payment.succeeded': 'payments order_id',
      'payment.failed': 'payments order_id',
      'notification.email': 'notifications user_id',
    });
  });

  test('may carry a field that a later version of their owner adds, but none of another type', () => {
    const paid: events.PaymentSucceeded = {
      order_id: Bun.randomUUIDv7(),
      user_id: 7,
      transaction_id: Bun.randomUUIDv7(),
      amount: 99.99,
      occurred_at: new Date().toISOString(),
    };
    expect(accepts(events.paymentSucceeded.schema, paid)).toBe(true);
    expect(accepts(events.paymentSucceeded.schema, { ...paid, provider: 'simulated' })).toBe(true);
    for (const wrong of [{ amount: 99.999 }, { amount: '99.99' }, { order_id: '1' }, { occurred_at: 'yesterday' }]) {
      expect(accepts(events.paymentSucceeded.schema, { ...paid, ...wrong })).toBe(false);
    }
  });

  test('are each a channel, a message and a self-contained schema of the AsyncAPI document', async () => {
    const document = await Bun.file(`${import.meta.dir}/generated/asyncapi.json`).json();
    expect(document.asyncapi).toBe('3.0.0');
    for (const { type, topic, version, owner } of types) {
      const [model, message] = Object.entries<{ name: string; headers: object }>(document.components.messages).find(
        ([, { name }]) => name === type,
      )!;
      expect(message.headers).toMatchObject({ properties: { ce_dataschema: { const: `${type}/${version}` } } });
      expect(document.channels[topic].messages[model].$ref).toBe(`#/components/messages/${model}`);
      expect(document.operations[`${owner}.send${model}`].action).toBe('send');
      expect(JSON.stringify(document.components.schemas[model])).not.toContain('$ref');
    }
  });
});
