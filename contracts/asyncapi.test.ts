import { describe, expect, test } from 'bun:test';
import { Parser } from '@asyncapi/parser';
import { TypeCompiler } from '@sinclair/typebox/compiler';
import * as generated from './generated/events.ts';

const events = Object.values(generated).filter((one) => 'topic' in one);
const text = await Bun.file(`${import.meta.dir}/generated/asyncapi.json`).text();
const parser = new Parser();
const serious = new Set<number>([0, 1]);
/** What the parser finds worth an error or a warning. That 3.1 exists is a hint: readers of 3.0 are more. */
const findings = async (document: unknown): Promise<string[]> =>
  (await parser.validate(document as string)).flatMap(({ severity, path, message }) =>
    serious.has(severity) ? [`${path.join('.')}: ${message}`] : [],
  );

describe('the AsyncAPI document', () => {
  test('is valid', async () => {
    expect(await findings(text)).toEqual([]);
  }, 20_000);

  test('would be found out with a topic that is nowhere', async () => {
    const wrong = JSON.parse(text);
    wrong.operations['orders.sendOrderCreated'].channel.$ref = '#/channels/order.made';
    expect((await findings(wrong)).join('\n')).toContain("'#/channels/order.made' does not exist");
  }, 20_000);

  test('says for each event its topic, who sends it, its key, headers and an example', async () => {
    const { document } = await parser.parse(text);
    const operations = document!.operations().filterBySend();
    for (const { type, topic, key, owner, schema } of events) {
      const operation = operations.find(
        (one) => one.id()?.startsWith(`${owner}.`) && one.messages().all()[0]?.name() === type,
      )!;
      expect([type, operation.channels().all()[0]?.address()]).toEqual([type, topic]);
      const message = operation.messages().all()[0]!;
      expect(message.bindings().get('kafka')!.value().key.description).toBe(key);
      const example = message.examples().all()[0]!;
      expect([...TypeCompiler.Compile(schema).Errors(example.payload())]).toEqual([]);
      expect(Object.keys(example.headers()!)).toEqual(Object.keys(message.headers()!.properties()!));
      expect(example.headers()).toMatchObject({ ce_type: type, ce_source: `/${owner}` });
    }
    expect(operations).toHaveLength(events.length);
  }, 20_000);
});
