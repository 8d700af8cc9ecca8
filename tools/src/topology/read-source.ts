import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';

/** One call in a source, by what its callee is imported as: `on(orderCreated, …)`, `users.getUser(…)`. */
export interface Call {
  /** As written: `on`, `users.getUser`. */
  callee: string;
  args: readonly ts.Expression[];
  /** The variable that holds the result, when one does. */
  into?: string;
}

/** What a TypeScript file imports and calls. */
export interface Source {
  path: string;
  /** Local name → where it is from, and its name there. */
  imports: ReadonlyMap<string, { from: string; name: string }>;
  calls: readonly Call[];
  /** `const` → what it is set to. */
  constants: ReadonlyMap<string, ts.Expression>;
}

/** Parses the file at `path` under `root`; nothing is run and no type is looked up. */
export async function readSource(root: string, path: string): Promise<Source> {
  const text = await readFile(join(root, path), 'utf8');
  const imports = new Map<string, { from: string; name: string }>();
  const constants = new Map<string, ts.Expression>();
  const calls: Call[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) for (const [local, found] of importsOf(node)) imports.set(local, found);
    if (ts.isCallExpression(node)) calls.push(callOf(node));
    if (ts.isVariableDeclaration(node) && node.initializer) constants.set(node.name.getText(), node.initializer);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
  return { path, imports, calls, constants };
}

/** The calls of what is imported as `name` from the module `from`. */
export const callsOf = ({ imports, calls }: Source, from: string, name: string): Call[] =>
  calls.filter(({ callee }) => {
    const found = imports.get(callee);
    return found?.from === from && found.name === name;
  });

/** What `name` is in the object literal a call is given: `group` in `consume({ group: 'orders-group' })`, also by a const. */
export const option = (source: Source, call: Call, name: string): ts.Expression | undefined =>
  memberOf(source, call.args[0], name);

/** Also of what is spread: `consume({ ...reading })`. A member written beside it counts. */
function memberOf(source: Source, object: ts.Expression | undefined, name: string): ts.Expression | undefined {
  if (!object || !ts.isObjectLiteralExpression(object)) return undefined;
  const { constants } = source;
  const resolved = (value: ts.Expression): ts.Expression | undefined =>
    ts.isIdentifier(value) ? constants.get(value.text) : value;
  const found = object.properties.find((property) => property.name?.getText() === name);
  if (!found) {
    const spread = object.properties.filter(ts.isSpreadAssignment);
    return spread.map(({ expression }) => memberOf(source, resolved(expression), name)).find((value) => value);
  }
  const value = ts.isPropertyAssignment(found) ? found.initializer : found.name;
  return value && resolved(value as ts.Expression);
}

/** The text of a string literal. */
export const textOf = (expression: ts.Expression | undefined): string | undefined =>
  expression && ts.isStringLiteralLike(expression) ? expression.text : undefined;

/** The members of an array literal. */
export const elementsOf = (expression: ts.Expression | undefined): readonly ts.Expression[] | undefined =>
  expression && ts.isArrayLiteralExpression(expression) ? expression.elements : undefined;

function importsOf({ moduleSpecifier, importClause }: ts.ImportDeclaration) {
  const from = textOf(moduleSpecifier) ?? '';
  const bindings = importClause?.namedBindings;
  if (!bindings || !ts.isNamedImports(bindings)) return [];
  return bindings.elements.map(
    ({ name, propertyName }) => [name.text, { from, name: (propertyName ?? name).text }] as const,
  );
}

function callOf(node: ts.CallExpression): Call {
  const { parent } = node;
  const variable = ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name) ? parent.name.text : undefined;
  return { callee: node.expression.getText(), args: node.arguments, ...(variable ? { into: variable } : {}) };
}
