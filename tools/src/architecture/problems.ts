import ts from 'typescript';
import { isForTests, type Sources } from './sources.ts';

/** A problem that a service raises and no operation of its contract declares. */
export interface UndeclaredProblem {
  path: string;
  line: number;
  /** As in `409 stock.insufficient`. */
  problem: string;
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
 * What the edge finds at run time, and only where a test comes by, is found here in each line. A problem marked
 * permanent is an event's and answers nobody.
 */
export function findUndeclared(sources: Sources, contractOf: (service: string) => Declaring): UndeclaredProblem[] {
  return [...sources].flatMap(([path, source]) => {
    const service = /^apps\/([^/]+)\/src\//.exec(path)?.[1];
    if (!service || service === 'e2e' || !path.endsWith('.ts') || isForTests(path)) return [];
    const raised = problemsOf(path, source);
    if (raised.length === 0) return [];
    return raised.filter(({ problem, permanent }) => {
      const name = `${service} ${problem}`;
      return !permanent && !toNobody.has(name) && !declaredBy(contractOf(byGrpc[name] ?? service)).has(problem);
    });
  });
}

const declaredBy = (contract: Declaring): Set<string> =>
  new Set(
    Object.values(contract).flatMap(({ problems }) =>
      Object.entries(problems).flatMap(([status, codes]) => codes.map((code) => `${status} ${code}`)),
    ),
  );

function problemsOf(path: string, source: string): (UndeclaredProblem & { permanent: boolean })[] {
  const file = ts.createSourceFile(path, source, ts.ScriptTarget.Latest, true);
  const found: (UndeclaredProblem & { permanent: boolean })[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isNewExpression(node) && node.expression.getText() === 'Problem') {
      const [status, code, , options] = node.arguments ?? [];
      if (status && code && ts.isNumericLiteral(status) && ts.isStringLiteralLike(code)) {
        const line = file.getLineAndCharacterOfPosition(node.getStart()).line + 1;
        const permanent = /\bpermanent: true\b/.test(options?.getText() ?? '');
        found.push({ path, line, problem: `${status.text} ${code.text}`, permanent });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}
