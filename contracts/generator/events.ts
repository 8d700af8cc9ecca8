import type { DeclaredEvent } from '../emitters/asyncapi.ts';
import { header } from './http.ts';
import { translator, type Schema } from './schema.ts';

/** JSON Schema of a payload as emitted, its named parts in `$defs`. */
export type PayloadSchema = Schema & { $defs?: Record<string, Schema> };

/**
 * TypeScript sources by path: an EventType const and a payload type for each event, in one module per owner, so that a
 * change of one service's events reaches only those who use them; `events.ts` names them all. A part that two owners use is
 * exported by the first.
 */
export function eventsModules(
  events: DeclaredEvent[],
  payloads: Record<string, PayloadSchema>,
): Record<string, string> {
  const owners = [...new Set(events.map(({ owner }) => owner))].toSorted();
  const exported = new Set<string>();
  const modules = owners.map((owner) => {
    const own = eventsModule(
      events.filter((event) => event.owner === owner),
      payloads,
    );
    const source = own
      .replace(/^export const (\w+)/gm, (all, name: string) => (exported.has(name) ? `const ${name}` : all))
      .replace(/^export type (\w+).*\n/gm, (all, name: string) => (exported.has(name) ? '' : all));
    for (const [, name] of own.matchAll(/^export const (\w+)/gm)) exported.add(name!);
    return [`events/${owner}.ts`, source];
  });
  const all = owners.map((owner) => `export * from './events/${owner}.ts';`).join('\n');
  return { ...Object.fromEntries(modules), 'events.ts': `${generated}\n${all}\n` };
}

const generated = '// Generated from TypeSpec by `bun run generate`. Do not edit.';

function eventsModule(events: DeclaredEvent[], payloads: Record<string, PayloadSchema>): string {
  const named: Record<string, Schema> = {};
  for (const { model } of events) Object.assign(named, payloads[model]?.$defs, { [model]: payloads[model] });
  const { expression, declarations } = translator(named);
  const consts = events.map(({ model, type, topic, key, owner, version, description }) => {
    const schema = expression({ $ref: `#/$defs/${model}` });
    const name = model[0]?.toLowerCase() + model.slice(1);
    const fields = [
      `type: '${type}'`,
      `topic: '${topic}'`,
      `version: ${version}`,
      `key: '${key}'`,
      `owner: '${owner}'`,
    ];
    return `/** ${description} */\nexport const ${name} = {\n  ${[...fields, `schema: ${schema}`].join(',\n  ')},\n} as const;`;
  });
  const body = [...declarations(), ...consts].join('\n\n');
  return `${header('TypeSpec', body, '../../kinds.ts')}\n${body}\n`;
}

/** The schema with every `$ref` to its `$defs` replaced by what it names, for documents of another root. */
export function inlined(schema: PayloadSchema): Schema {
  const { $defs = {}, $schema: _, $id: __, ...root } = schema;
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== 'object' || value === null) return value;
    const { $ref, ...rest } = value as Schema;
    const target = $ref ? $defs[$ref.split('/').pop() ?? ''] : {};
    if (!target) throw new Error(`no definition ${$ref}`);
    return Object.fromEntries(Object.entries({ ...target, ...rest }).map(([name, one]) => [name, walk(one)]));
  };
  return walk(root) as Schema;
}
