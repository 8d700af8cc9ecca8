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
  const kept = new Set(olds.map(({ operation }) => operation.operationId));
  return olds.flatMap((old) => {
    const { operationId } = old.operation;
    const same = news.find((one) => shape(one) === shape(old));
    const moved = news.find((one) => one.operation.operationId === operationId);
    const subject = subjectOf(service, old);
    const at = { subject, keys: [operationId] };
    if (!same && !moved)
      return [{ ...at, rule: 'operation-removed', gone: true, says: 'the operation is gone' } satisfies Change];
    const now = same ?? moved ?? old;
    const says = same
      ? `the operation is called ${now.operation.operationId} now`
      : `the operation moved to ${now.method.toUpperCase()} ${now.path}`;
    const renamed = same && now.operation.operationId !== operationId && !kept.has(now.operation.operationId);
    const taken = same && !renamed && now.operation.operationId !== operationId;
    const both: Both = { subject, before, after, a: old.operation, b: now.operation };
    const changes: Change[] = taken
      ? [
          {
            ...at,
            rule: 'operation-moved',
            keys: [operationId],
            says: `${subject.title.split(' ').slice(1).join(' ')} is ${now.operation.operationId} now`,
          },
        ]
      : [...compareAccess(both), ...compareInput(both), ...compareOutput(both)];
    if (renamed) changes.unshift({ ...at, rule: 'operation-renamed', keys: [now.operation.operationId], says });
    if (!same) changes.unshift({ ...at, rule: 'operation-moved', says });
    return changes;
  });
}

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
