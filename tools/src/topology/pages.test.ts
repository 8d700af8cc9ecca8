import { describe, expect, test } from 'bun:test';
import { fieldsOf, ruleOf } from './fields.ts';
import { table } from './markdown.ts';
import { orderStatesPage } from './order-states-page.ts';
import { topologyPage } from './topology-page.ts';

describe('a field', () => {
  test('of a list or an object comes with what is inside', () => {
    const line = { type: 'object', required: ['id'], properties: { id: { type: 'integer', minimum: 1 } } };
    const schema = {
      required: ['lines'],
      properties: { lines: { type: 'array', items: line }, place: { type: 'object', properties: { city: {} } } },
    };
    expect(fieldsOf(schema).map(({ path, required }) => [path, required])).toEqual([
      ['lines', true],
      ['lines[].id', true],
      ['place', false],
      ['place.city', false],
    ]);
  });

  test.each([
    [{ type: 'integer', minimum: 1, maximum: 2147483647 }, 'integer, at least 1'],
    [
      { type: 'number', minimum: 0, maximum: 9999999.99, 'x-decimal-places': 2 },
      'number, at most 2 places, 0 to 9,999,999.99',
    ],
    [{ type: 'string', format: 'uuid' }, 'string, UUID'],
    [{ type: 'string', format: 'ipv4' }, 'string, ipv4'],
    [{ type: 'string', pattern: '^a|b$' }, 'string, matches `^a|b$`'],
    [{ anyOf: [{ type: 'string' }, { type: 'null' }] }, 'string or null'],
    [{ enum: ['card', 'cash'] }, 'one of `card`, `cash`'],
    [{ const: '1.0' }, '`1.0`'],
    [{ type: 'array', items: { type: 'string' }, minItems: 1, maxItems: 50 }, 'list of strings, 1 to 50 of them'],
  ])('with %j must be: %s', (schema, rule) => {
    expect(ruleOf(schema)).toBe(rule);
  });
});

test('a bar inside a cell does not end the cell', () => {
  expect(table(['a'], [['x|y']])).toBe('| a |\n|---|\n| x\\|y |');
});

test('one arrow for all that one service tells another, and a word for what nobody hears', () => {
  const page = topologyPage({
    services: ['cups', 'pots'],
    publishes: [
      { service: 'pots', event: 'tea.brewed' },
      { service: 'pots', event: 'tea.cooled' },
      { service: 'pots', event: 'pot.broken' },
    ],
    consumes: [
      { service: 'cups', group: 'cups-group', event: 'tea.brewed' },
      { service: 'cups', group: 'cups-group', event: 'tea.cooled' },
    ],
    calls: [{ from: 'cups', to: 'pots', method: 'FillPot' }],
  });
  expect(page).toContain('  cups -- "FillPot" --> pots\n  pots -. "tea.brewed<br>tea.cooled" .-> cups\n```');
  expect(page).toContain('| [pot.broken](events.md#potbroken) | pots | nobody yet |');
  expect(page).toStartWith('# Who talks to whom');
});

describe('the states of an order', () => {
  const next = { new: ['old'], old: [] };

  test('are drawn with what makes each of them happen, and end where nothing follows', () => {
    const page = orderStatesPage({ next, causes: { new: { old: 'time' }, old: {} } });
    expect(page).toContain('  [*] --> new: POST /create\n  new --> old: time\n  old --> [*]\n```');
    expect(page).toContain('| `new` | `old` | time |');
  });

  test('are not drawn without a cause, or with one that would break the picture', () => {
    expect(() => orderStatesPage({ next, causes: { new: {}, old: {} } })).toThrow('why new becomes old');
    expect(() => orderStatesPage({ next, causes: { new: { old: 'a; b' }, old: {} } })).toThrow('cannot be drawn');
  });
});
