import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { answerBreaks } from './planted-answers.fixture.ts';
import { compatible } from './planted-compatible.fixture.ts';
import { openGate, plantAll, type Outcome } from './planted-gate.fixture.ts';
import { bodyBreaks } from './planted-bodies.fixture.ts';
import { eventBreaks } from './planted-events.fixture.ts';
import { grpcBreaks } from './planted-grpc.fixture.ts';
import { operationBreaks } from './planted-operations.fixture.ts';
import type { Planted, PlantedBreak } from './planted.fixture.ts';

const breaks: Record<string, PlantedBreak[]> = {
  REST: [...operationBreaks, ...bodyBreaks, ...answerBreaks],
  gRPC: grpcBreaks,
  event: eventBreaks,
};
const all: Planted[] = [...Object.values(breaks), ...Object.values(compatible)].flat();
const rulesOf = (one: Planted): readonly string[] => ('rules' in one ? (one as PlantedBreak).rules : []).toSorted();

let outcomes: Map<Planted, Outcome | Error>;
const rows: string[] = [];

beforeAll(async () => {
  const gate = await openGate();
  outcomes = await plantAll(gate.plant, all, (one, findings) =>
    Bun.deepEquals(findings.map(({ rule }) => rule).toSorted(), rulesOf(one)),
  );
  await gate.close();
}, 120_000);
afterAll(() => console.log(rows.join('\n')));

for (const [kind, planted] of Object.entries(breaks)) {
  describe(`${kind}: found as breaking, at its line, with those it affects`, () => {
    test.each(planted)('$what', (one) => {
      const { findings, texts } = outcomeOf(one);
      const sentences = findings.map(({ sentence }) => sentence).join('\n');
      for (const { rule, at } of findings)
        rows.push(`breaks      ${kind.padEnd(6)}${one.what.padEnd(62)}${rule.padEnd(28)}${at}`);
      expect(findings.map(({ rule }) => rule).toSorted(), sentences).toEqual([...rulesOf(one)] as never);
      for (const name of one.names) expect(sentences).toContain(name);
      expect(new Set(findings.map(({ at }) => at)), sentences).toEqual(new Set([expectedPlace(one, texts)]));
      expect(findings.flatMap(({ affects }) => affects)).toEqual(expect.arrayContaining([...(one.affects ?? [])]));
      for (const { affects } of findings) expect(affects.length).toBeGreaterThan(0);
    });
  });
}

for (const [kind, planted] of Object.entries(compatible)) {
  describe(`${kind}: passes as compatible`, () => {
    test.each(planted)('$what', (one) => {
      rows.push(`compatible  ${kind.padEnd(6)}${one.what}`);
      expect(outcomeOf(one).findings.map(({ sentence }) => sentence)).toEqual([]);
    });
  });
}

function outcomeOf(one: Planted): Outcome {
  const outcome = outcomes.get(one) ?? new Error('it was not planted');
  if (outcome instanceof Error) throw outcome;
  return outcome;
}

/** The line a finding must point at: that of its text, or the first that the last edit's file differs in. */
function expectedPlace({ at, before: past, edits }: PlantedBreak, texts: Outcome['texts']): string {
  const [file = ''] = edits.at(-1) ?? [];
  if (file.startsWith('golden/')) return `contracts/${file}`;
  const [old = '', changed = ''] = texts.get(file) ?? [];
  const [lines = [], others = []] = (past ? [old, changed] : [changed, old]).map((text) => text.split('\n'));
  const index = lines.findIndex((line, index) => (at === undefined ? line !== others[index] : line.includes(at)));
  return `contracts/${file}:${index + 1}${past ? ' (before)' : ''}`;
}
