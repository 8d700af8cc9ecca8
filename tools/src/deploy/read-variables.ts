import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { importsOf, isForTests } from '../architecture/sources.ts';
import { root as here } from '../suite/projects.ts';

/** A variable of the environment, as the code reads it. */
export interface Variable {
  name: string;
  /** `port`, `integer 20–86400`, `on or off`. */
  form: string;
  /** As it is written in an environment; none when it has to be set, or may stay unset. */
  fallback: string | undefined;
  isOptional: boolean;
  /** `orders`; `all` for what every service reads. */
  readers: string[];
}

/**
 * Every variable that a service or one of its jobs reads, out of the code: the members of objects like
 * `{ ORDERS_PORT: port(3003) }` where the fields of `@ecomm/runtime/config` are at hand. Nothing is run.
 */
export function readVariables(root: string = here): Variable[] {
  const found = new Map<string, Variable>();
  for (const path of globSync(['apps/*/src/**/*.ts', 'packages/*/src/**/*.ts'], { cwd: root }).toSorted()) {
    if (isForTests(path) || path.startsWith('apps/e2e/')) continue;
    const text = readFileSync(join(root, path), 'utf8');
    if (!importsOf(text).some((from) => from === '@ecomm/runtime/config' || from === './config.ts')) continue;
    const reader = /^apps\/([^/]+)/.exec(path)?.[1] ?? 'all';
    for (const variable of variablesOf(path, text)) {
      const known = found.get(variable.name);
      const readers = new Set([...(known?.readers ?? []), reader]);
      found.set(variable.name, {
        ...(known ?? variable),
        readers: readers.has('all') ? ['all'] : [...readers].toSorted(),
      });
    }
  }
  return [...found.values()].toSorted((a, b) => a.name.localeCompare(b.name, 'en'));
}

function variablesOf(path: string, text: string): Omit<Variable, 'readers'>[] {
  const variables: Omit<Variable, 'readers'>[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAssignment(node) && /^[A-Z][A-Z0-9_]+$/.test(node.name.getText())) {
      const field = fieldOf(node.initializer);
      if (field) variables.push({ name: node.name.getText(), ...field });
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
  return variables;
}

type Described = Pick<Variable, 'form' | 'fallback' | 'isOptional'>;

/** What `integer(900, { min: 20 })` says; nothing of what is no field. */
function fieldOf(expression: ts.Expression): Described | undefined {
  if (ts.isIdentifier(expression)) return { form: 'text', fallback: undefined, isOptional: false };
  if (!ts.isCallExpression(expression)) return undefined;
  const { arguments: given } = expression;
  const kind = expression.expression.getText();
  const first = given[0];
  if (kind === 'optional') return first && { ...fieldOf(first)!, fallback: undefined, isOptional: true };
  const form = forms[kind]?.(given) ?? (kind in forms ? '' : kind);
  const fallback = literal(kind === 'choice' ? given[1] : kind === 'matching' ? given[2] : first);
  return { form, fallback, isOptional: false };
}

const forms: Record<string, (given: readonly ts.Expression[]) => string> = {
  text: () => 'text',
  secret: ([, limits]) => `secret, ${range(limits, 'lengthMin', 'lengthMax') || '16 characters or more'}`,
  matching: ([, form]) => literal(form) ?? 'text',
  number: ([, limits]) => `number ${range(limits)}`.trim(),
  integer: ([, limits]) => `integer ${range(limits)}`.trim(),
  port: () => 'port',
  flag: () => 'on or off',
  choice: ([options]) => options!.getText().replaceAll(/[[\]']/g, ''),
  list: () => 'comma-separated',
  url: () => 'URL',
  address: () => 'mail address',
};

function range(limits: ts.Expression | undefined, low = 'min', high = 'max'): string {
  if (!limits || !ts.isObjectLiteralExpression(limits)) return '';
  const of = (name: string) =>
    limits.properties.filter(ts.isPropertyAssignment).find((property) => property.name.getText() === name)?.initializer;
  const [min, max] = [literal(of(low)), literal(of(high))];
  return min && max ? `${min}–${max}` : min ? `from ${min}` : max ? `up to ${max}` : '';
}

/** `'text'` → text, `86_400` → 86400, `1 / 6` as it is written. */
function literal(expression: ts.Expression | undefined): string | undefined {
  if (!expression || expression.getText() === 'undefined') return undefined;
  if (ts.isStringLiteralLike(expression)) return expression.text;
  return /^[\d_.\s/]+$/.test(expression.getText()) ? expression.getText().replaceAll('_', '') : undefined;
}
