import {
  createTypeSpecLibrary,
  emitFile,
  getDoc,
  getExamples,
  paramMessage,
  resolvePath,
  serializeValueAsJson,
  type DecoratorContext,
  type EmitContext,
  type Model,
  type Program,
} from '@typespec/compiler';
import { asyncapi, type DeclaredEvent } from './asyncapi.ts';

export const $lib = createTypeSpecLibrary({
  name: '@ecomm/event',
  diagnostics: {
    'bad-key': {
      severity: 'error',
      messages: { default: paramMessage`event key ${'key'} is not a required property of ${'model'}` },
    },
    'no-example': {
      severity: 'error',
      messages: { default: paramMessage`event ${'model'} needs an @example: the catalogue of events shows it` },
    },
    'dup-type': {
      severity: 'error',
      messages: { default: paramMessage`event type ${'type'} is declared twice` },
    },
  },
});

const declared = $lib.createStateSymbol('event');

function declare(
  context: DecoratorContext,
  model: Model,
  type: string,
  topic: string,
  key: string,
  owner: string,
  version: number,
): void {
  context.program.stateMap(declared).set(model, { type, topic, key, owner, version });
}

export const $decorators = { 'Ecomm.Kafka': { event: declare } };

/** A key that is no property, a type used twice, or no example stops the compilation. */
export function $onValidate(program: Program): void {
  const types = new Set<string>();
  for (const [model, { type, key }] of eventsOf(program)) {
    const property = model.properties.get(key);
    if (!property || property.optional) {
      $lib.reportDiagnostic(program, { code: 'bad-key', format: { key, model: model.name }, target: model });
    }
    if (getExamples(program, model).length === 0)
      $lib.reportDiagnostic(program, { code: 'no-example', format: { model: model.name }, target: model });
    if (types.has(type)) $lib.reportDiagnostic(program, { code: 'dup-type', format: { type }, target: model });
    types.add(type);
  }
}

/** Writes `events.json`, the list the TypeBox generator reads, and `asyncapi.json` without its payload schemas. */
export async function $onEmit(context: EmitContext): Promise<void> {
  const { program } = context;
  const events = Array.from(eventsOf(program), ([model, event]): DeclaredEvent => {
    const [first] = getExamples(program, model);
    const example = first ? (serializeValueAsJson(program, first.value, model) as Record<string, unknown>) : {};
    return { ...event, model: model.name, description: getDoc(program, model) ?? '', example };
  }).toSorted((a, b) => (a.type < b.type ? -1 : 1));
  const write = (name: string, value: unknown) =>
    emitFile(program, {
      path: resolvePath(context.emitterOutputDir, name),
      content: JSON.stringify(value, null, 2) + '\n',
    });
  await write('events.json', events);
  await write('asyncapi.json', asyncapi(events));
}

const eventsOf = (program: Program) =>
  program.stateMap(declared) as Map<Model, Omit<DeclaredEvent, 'model' | 'description' | 'example'>>;
