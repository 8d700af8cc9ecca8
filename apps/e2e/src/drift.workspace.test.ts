import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { contracts } from './drift/contracts.ts';
import { events } from './drift/events.ts';
import { http } from './drift/http.ts';
import type { Mutation } from './drift/mutation.ts';
import type { Verdict } from './drift/catch.ts';
import { prove, type Proof } from './drift/prove.ts';
import { rpc } from './drift/rpc.ts';
import { tableOf } from './drift/table.ts';

const mutations = [...http, ...events, ...rpc, ...contracts];
const rows: [Mutation, Verdict][] = [];
let proof: Proof;

beforeAll(async () => {
  proof = await prove(mutations);
}, 60_000);
afterAll(async () => {
  await proof.close();
  console.log(`\nWhat notices when code and contract drift apart\n\n${tableOf(rows)}\n`);
});

describe('code that drifts from its contract is caught', () => {
  test.each(mutations.map((mutation) => [mutation.says, mutation] as const))('%s', async (_says, mutation) => {
    const verdict = await proof.verdictOn(mutation);
    rows.push([mutation, verdict]);
    if (!verdict.caught) throw new Error(`${mutation.says} (${mutation.file}): ${verdict.by}`);
  });
});

test('nothing is caught where nothing was changed', async () => {
  expect(await proof.clean).toEqual([]);
});
