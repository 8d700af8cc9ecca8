import ts from 'typescript';
import { isForTests, type Sources } from './sources.ts';

/** A problem that a service raises and no operation of its contract declares. */
export interface UndeclaredProblem {
  path: string;
  line: number;
  /** As in `409 stock.insufficient`, or `409 stock.insufficient without available`. */
  problem: string;
}

/** Members of a problem → the codes that they always come with. */
export type Members = ReadonlyMap<string, readonly string[]>;

/** Those that the schema of problems declares. */
export const membersIn = (problem: { properties: Record<string, { 'x-codes'?: string[] }> }): Members =>
  new Map(Object.entries(problem.properties).map(([name, { 'x-codes': codes = [] }]) => [name, codes]));

/** A problem as a service's source has it. */
interface Raised {
  path: string;
  line: number;
  status: string;
  code: string;
  permanent: boolean;
  /** Members that its options name; undefined when they are made elsewhere. */
  members: string[] | undefined;
}

/** Statuses and codes by operation, as a generated contract has them. */
export type Declaring = Readonly<Record<string, { readonly problems: Readonly<Record<number, readonly string[]>> }>>;

/** What products raises when it is called by gRPC → the service that passes it on and so declares it. */
const byGrpc: Readonly<Record<string, string>> = {
  'products 409 stock.insufficient': 'orders',
  'products 409 stock.reservation_released': 'orders',
};

/** Answered to nobody: one order has one wish, and a status that orders does not have is looked up again. */
const toNobody = new Set(['products 409 stock.reservation_mismatch', 'products 503 orders.unavailable']);

/**
 * Every `new Problem(409, 'order.total_changed', …)` of a service whose status and code none of its operations declares.
 * What the edge finds at run time, and only where a test comes by, is found here in each line; so is a member that the
 * code should come with and does not, or that no problem has. A problem marked permanent is an event's and answers nobody.
 */
export function findUndeclared(
  sources: Sources,
  contractOf: (service: string) => Declaring,
  members: Members,
): UndeclaredProblem[] {
  return [...sources].flatMap(([path, source]) => {
    const service = /^apps\/([^/]+)\/src\//.exec(path)?.[1];
    if (!service || service === 'e2e' || !path.endsWith('.ts') || isForTests(path)) return [];
    const raised = problemsOf(path, source);
    if (raised.length === 0) return [];
    return raised.flatMap((one) => {
      const problem = `${one.status} ${one.code}`;
      const name = `${service} ${problem}`;
      if (one.permanent || toNobody.has(name)) return [];
      const found = declaredBy(contractOf(byGrpc[name] ?? service)).has(problem)
        ? wrongMembers(one, members).map((wrong) => `${problem} ${wrong}`)
        : [problem];
      return found.map((problem) => ({ path, line: one.line, problem }));
    });
  });
}

function wrongMembers({ code, members: given }: Raised, members: Members): string[] {
  if (!given) return [];
  const owed = [...members].filter(([name, codes]) => codes.includes(code) && !given.includes(name));
  const unknown = given.filter((name) => !members.has(name));
  return [...owed.map(([name]) => `without ${name}`), ...unknown.map((name) => `with ${name}`)];
}

const declaredBy = (contract: Declaring): Set<string> =>
  new Set(
    Object.values(contract).flatMap(({ problems }) =>
      Object.entries(problems).flatMap(([status, codes]) => codes.map((code) => `${status} ${code}`)),
    ),
  );

function problemsOf(path: string, source: string): Raised[] {
  const file = ts.createSourceFile(path, source, ts.ScriptTarget.Latest, true);
  const found: Raised[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isNewExpression(node) && node.expression.getText() === 'Problem') {
      const [status, code, , options] = node.arguments ?? [];
      if (status && code && ts.isNumericLiteral(status) && ts.isStringLiteralLike(code)) {
        const line = file.getLineAndCharacterOfPosition(node.getStart()).line + 1;
        const permanent = /\bpermanent: true\b/.test(options?.getText() ?? '');
        found.push({ path, line, status: status.text, code: code.text, permanent, members: membersOf(options) });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** `errors` and what is in `extra`. */
function membersOf(options: ts.Expression | undefined): string[] | undefined {
  const given = options ? propertiesOf(options) : new Map<string, ts.Node>();
  const extra = given?.get('extra');
  const own = extra ? propertiesOf(extra) : new Map<string, ts.Node>();
  return given && own && [...(given.has('errors') ? ['errors'] : []), ...own.keys()];
}

/** Name → value of an object that is written out; undefined for another expression. */
function propertiesOf(node: ts.Node): Map<string, ts.Node> | undefined {
  if (!ts.isObjectLiteralExpression(node)) return undefined;
  const found = new Map<string, ts.Node>();
  for (const one of node.properties) {
    if (ts.isPropertyAssignment(one)) found.set(one.name.getText(), one.initializer);
    else if (ts.isShorthandPropertyAssignment(one)) found.set(one.name.getText(), one.name);
    else return undefined;
  }
  return found;
}
