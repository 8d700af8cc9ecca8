import type { DecoratedType, Model, ModelProperty, Operation, Type } from '@typespec/compiler';

/** An operation's parameters by the name that travels, headers in lower case. */
export function parametersOf({ parameters }: Operation): [string, ModelProperty][] {
  return [...parameters.properties.values()].map((property) => [headerName(property) ?? queryName(property), property]);
}

/** The headers of an operation's answers, in lower case. */
export function headersOf({ returnType }: Operation): [string, ModelProperty][] {
  return modelsOf(returnType).flatMap(({ properties }) =>
    [...properties.values()].flatMap((property): [string, ModelProperty][] => {
      const name = headerName(property);
      return name ? [[name, property]] : [];
    }),
  );
}

function modelsOf(type: Type): Model[] {
  if (type.kind === 'Union') return [...type.variants.values()].flatMap((variant) => modelsOf(variant.type));
  return type.kind === 'Model' ? [type] : [];
}

/** `@header("ETag")`, or the property's name with dashes. */
function headerName(property: ModelProperty): string | undefined {
  const found = argumentOf(property, '@header');
  if (found === undefined) return undefined;
  return (found ?? property.name.replaceAll(/[A-Z]/g, (letter) => `-${letter}`)).toLowerCase();
}

const queryName = (property: ModelProperty): string =>
  argumentOf(property, '@query') ?? argumentOf(property, '@path') ?? property.name;

/** The name given to a decorator; null when it stands without one, undefined when it does not stand there. */
function argumentOf({ decorators }: DecoratedType, name: string): string | null | undefined {
  const found = decorators.find(({ definition }) => definition?.name === name);
  if (!found) return undefined;
  const value: unknown = found.args[0]?.jsValue;
  return typeof value === 'string' ? value : ((value as { name?: string } | undefined)?.name ?? null);
}
