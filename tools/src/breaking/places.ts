import { relative } from 'node:path';
import {
  getFriendlyName,
  getSourceLocation,
  navigateProgram,
  type DiagnosticTarget,
  type Model,
  type ModelProperty,
  type Namespace,
  type Operation,
  type Program,
  type Scalar,
  type Type,
} from '@typespec/compiler';
import { headersOf, parametersOf } from './wire-names.ts';

/** A declaration of the TypeSpec sources. */
export interface Place {
  /** As declared, without `Ecomm`: `Orders.NewOrderItem.quantity`. */
  name: string;
  /** `contracts/orders.tsp:61` */
  at: string;
  /** Places of its decorators: `maxValue`. */
  marks: Map<string, Place>;
  /** A property of a named model. */
  member?: boolean;
}

/**
 * Declarations by the names that generated documents use: `Orders.NewOrder.items`, `Problem.code`, `PaymentMethod.card`,
 * `Orders.placeOrder`, its parameter `Orders.placeOrder(idempotency-key)`, its response header `Orders.placeOrder<etag>`.
 */
export type Places = Map<string, Place>;

/** Every declaration of a compiled program whose sources lie in `folder`, which is shown as `contracts`. */
export function indexPlaces(program: Program, folder: string): Places {
  const places: Places = new Map();
  const put = (key: string, place: Place | undefined) => {
    if (place && !places.has(key)) places.set(key, place);
  };
  const placeOf = (target: DiagnosticTarget, name: string, decorated: Type): Place | undefined => {
    const found = lineOf(target, folder);
    return found ? { name, at: found, marks: marksOf(decorated, name, folder) } : undefined;
  };

  navigateProgram(program, {
    model: (model) => {
      const key = emitted(program, model);
      if (!key) return;
      put(key, placeOf(model, declared(model), model));
      for (const property of allProperties(model)) put(`${key}.${property.name}`, propertyPlace(property, placeOf));
    },
    scalar: (scalar) => put(emitted(program, scalar), placeOf(scalar, declared(scalar), scalar)),
    enum: (type) => {
      const key = emitted(program, type);
      put(key, placeOf(type, declared(type), type));
      for (const { name, value, node } of type.members.values())
        if (node) put(`${key}.${value ?? name}`, placeOf(node, `${declared(type)}.${name}`, type));
    },
    namespace: (type) => put(declared(type), placeOf(type, declared(type), type)),
    interface: (type) => put(declared(type), placeOf(type, declared(type), type)),
    operation: (operation) => {
      const key = operation.interface ? `${declared(operation.interface)}.${operation.name}` : declared(operation);
      put(key, placeOf(operation, key, origin(operation)));
      put(`${key}()`, placeOf(origin(operation), declared(origin(operation)), origin(operation)));
      for (const [name, property] of parametersOf(operation)) put(`${key}(${name})`, propertyPlace(property, placeOf));
      for (const [name, property] of headersOf(operation)) put(`${key}<${name}>`, propertyPlace(property, placeOf));
    },
  });
  return places;
}

type Locate = (target: DiagnosticTarget, name: string, decorated: Type) => Place | undefined;

/** Where it was first written: a spread property lies in the model it was spread from. */
function propertyPlace(property: ModelProperty, placeOf: Locate): Place | undefined {
  let first = property;
  while (first.sourceProperty) first = first.sourceProperty;
  const owner = first.model?.name ? `${declared(first.model)}.` : '';
  const place = placeOf(first, `${owner}${first.name}`, property);
  return place && { ...place, member: isMember(first) };
}

function allProperties(model: Model): ModelProperty[] {
  return [...model.properties.values(), ...(model.baseModel ? allProperties(model.baseModel) : [])];
}

/** The operation it is made of by `is`. */
function origin(operation: Operation): Operation {
  return operation.sourceOperation ? origin(operation.sourceOperation) : operation;
}

const declared = (type: { name: string; namespace?: Namespace; interface?: unknown }): string =>
  `${type.namespace ? namespaceName(type.namespace) : ''}${type.name}`;

function namespaceName({ name, namespace }: Namespace): string {
  return !name || name === 'Ecomm' ? '' : `${namespace ? namespaceName(namespace) : ''}${name}.`;
}

/** Documents show a friendly name where there is one. */
const emitted = (program: Program, type: Type & { name: string; namespace?: Namespace }): string =>
  getFriendlyName(program, type) ?? declared(type);

function lineOf(target: DiagnosticTarget, folder: string): string | undefined {
  const found = getSourceLocation(target, { locateId: true });
  if (!found || found.isSynthetic) return undefined;
  const path = relative(folder, found.file.path);
  return `contracts/${path.replaceAll('\\', '/')}:${found.file.getLineAndCharacterOfPosition(found.pos).line + 1}`;
}

/** Its decorators, and a scalar's inherited ones; `extension:x-role` for those that say a name. */
function marksOf(type: Type, name: string, folder: string): Map<string, Place> {
  const marks = new Map<string, Place>();
  const bases = type.kind === 'Scalar' ? ancestors(type) : 'decorators' in type ? [type] : [];
  for (const one of bases) {
    const own = one.kind === 'Scalar' ? declared(one) : name;
    for (const { definition, args, node } of one.decorators.toSorted(
      (a, b) => (a.node?.pos ?? 0) - (b.node?.pos ?? 0),
    )) {
      const at = node ? lineOf(node, folder) : undefined;
      const says = definition?.name === '@extension' ? `:${JSON.stringify(args[0]?.jsValue).slice(1, -1)}` : '';
      const mark = `${definition?.name.slice(1)}${says}`;
      if (at && !marks.has(mark)) marks.set(mark, { name: own, at, marks: new Map(), member: isMember(one) });
    }
  }
  return marks;
}

const isMember = (type: Type): boolean => type.kind === 'ModelProperty' && !!type.model?.name;

function ancestors(scalar: Scalar): Scalar[] {
  return [scalar, ...(scalar.baseScalar ? ancestors(scalar.baseScalar) : [])];
}
