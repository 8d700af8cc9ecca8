import type { Change, Subject } from './change.ts';
import { compareInput } from './compare-input.ts';
import { compareOutput } from './compare-output.ts';
import type { OpenApi, Operation } from './documents.ts';

/** One operation in its two documents. */
export interface Both {
  subject: Subject;
  before: OpenApi;
  after: OpenApi;
  a: Operation;
  b: Operation;
  /** Its path before and after. */
  from: string;
  to: string;
}

interface Placed {
  method: string;
  path: string;
  operation: Operation;
}

/** What breaks between two OpenAPI documents of one service; a document that is gone has lost all its operations. */
export function compareRest(service: string, before: OpenApi, after: OpenApi): Change[] {
  const olds = operationsOf(before);
  const news = operationsOf(after);
  const kept = new Set(olds.map(idOf));
  return olds.flatMap((old): Change[] => {
    const subject = subjectOf(service, old);
    const at = { subject, keys: [idOf(old)] };
    const compare = (now: Placed) =>
      compareOperation({ subject, before, after, a: old.operation, b: now.operation, from: old.path, to: now.path });

    const same = news.find((one) => shape(one) === shape(old));
    if (same && idOf(same) === idOf(old)) return compare(same);
    if (same && kept.has(idOf(same))) {
      const route = `${old.method.toUpperCase()} ${old.path}`;
      return [{ ...at, rule: 'operation-moved', says: `${route} is ${idOf(same)} now` }];
    }
    if (same) {
      const says = `the operation is called ${idOf(same)} now`;
      return [{ ...at, rule: 'operation-renamed', keys: [idOf(same)], says }, ...compare(same)];
    }
    const moved = news.find((one) => idOf(one) === idOf(old));
    if (moved) {
      const says = `the operation moved to ${moved.method.toUpperCase()} ${moved.path}`;
      return [{ ...at, rule: 'operation-moved', says }, ...compare(moved)];
    }
    return [{ ...at, rule: 'operation-removed', gone: true, says: 'the operation is gone' }];
  });
}

const compareOperation = (both: Both): Change[] => [
  ...compareAccess(both),
  ...compareInput(both),
  ...compareOutput(both),
];

const idOf = ({ operation }: Placed): string => operation.operationId;

const methods = ['get', 'put', 'post', 'delete', 'patch', 'options', 'head'];

const operationsOf = ({ paths }: OpenApi): Placed[] =>
  Object.entries(paths).flatMap(([path, item]) =>
    methods.flatMap((method) => (item[method] ? [{ method, path, operation: item[method] }] : [])),
  );

/** What a caller sees of it: the names of path parameters do not travel. */
const shape = ({ method, path }: Placed): string => `${method} ${path.replaceAll(/\{[^}]*\}/g, '{}')}`;

const subjectOf = (service: string, { method, path, operation: { operationId } }: Placed): Subject => ({
  protocol: 'REST',
  service,
  name: operationId,
  title: `${service}.${operationId} (${method.toUpperCase()} ${path})`,
});

/** Each old way in must stay; a role is asked of more people only. */
function compareAccess({ subject, before, after, a, b }: Both): Change[] {
  const ways = (document: OpenApi, { security = document.security ?? [{}] }: Operation) =>
    security.map((way) => Object.keys(way).toSorted().join(' and ') || 'no token');
  const open = ways(after, b);
  const changes: Change[] = [];
  for (const way of ways(before, a)) {
    if (!open.includes(way) && !open.includes('no token'))
      changes.push({
        rule: 'auth-required',
        subject,
        keys: [b.operationId],
        mark: 'useAuth',
        what: way,
        says: `it could be called with ${way} and now only with ${open.join(' or ')}`,
      });
  }
  const [was, is] = [a['x-role'], b['x-role']];
  if (is !== undefined && is !== was)
    changes.push({
      rule: 'role-required',
      subject,
      keys: [b.operationId],
      mark: 'extension:x-role',
      what: is,
      says: `it was for ${was ?? 'anyone who may call it'} and is only for the role ${is} now`,
    });
  return changes;
}
