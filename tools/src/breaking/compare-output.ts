import type { Change } from './change.ts';
import type { Both } from './compare-rest.ts';
import { compareSchemas, type Direction } from './compare-schemas.ts';
import type { Operation, Response, Schema } from './documents.ts';
import { flatten } from './flatten.ts';
import type { OpenApi } from './documents.ts';
import type { RuleId } from './rules.ts';

const outgoing: Direction = { in: false, out: true, strict: false };
const problem = 'application/problem+json';

/** What clients get: statuses, headers, bodies, problem codes. */
export function compareOutput(both: Both): Change[] {
  const { subject, a, b } = both;
  const at = { subject, keys: [b.operationId] };
  const changes: Change[] = [];
  for (const [status, was] of Object.entries(a.responses)) {
    const is = b.responses[status];
    if (is) changes.push(...compareHeaders(both, status, was, is), ...compareContent(both, status, was, is));
    else if (isSuccess(status))
      changes.push({ ...at, rule: 'success-removed', what: status, says: `it does not answer ${status} any more` });
  }
  for (const status of Object.keys(b.responses)) {
    if (isSuccess(status) && !a.responses[status])
      changes.push({ ...at, rule: 'success-added', what: status, says: `it can answer ${status} now` });
  }
  return [...changes, ...compareCodes(both)];
}

const isSuccess = (status: string): boolean => status < '400';

function compareHeaders({ subject, b }: Both, status: string, was: Response, is: Response): Change[] {
  const lower = (headers: Response['headers'] = {}) =>
    new Map(Object.entries(headers).map(([name, header]) => [name.toLowerCase(), { name, header }]));
  const now = lower(is.headers);
  return Array.from(lower(was.headers)).flatMap(([id, { name, header }]): Change[] => {
    const keys = [`${b.operationId}<${id}>`, b.operationId];
    const found = now.get(id)?.header;
    const title = `the header \`${name}\` of ${status}`;
    if (!found)
      return [{ rule: 'response-header-removed', subject, keys, gone: true, what: name, says: `${title} is gone` }];
    if (header.required && !found.required)
      return [
        {
          rule: 'response-header-optional',
          subject,
          keys,
          what: name,
          says: `${title} was always there and may be left out now`,
        },
      ];
    return [];
  });
}

function compareContent(both: Both, status: string, was: Response, is: Response): Change[] {
  const { subject, before, after, b } = both;
  const at = { subject, keys: [b.operationId] };
  const [olds, news] = [Object.keys(was.content ?? {}), Object.keys(is.content ?? {})];
  if (olds.length > 0 && news.length === 0)
    return [{ ...at, rule: 'response-body-removed', what: status, says: `its answer ${status} has no body any more` }];
  const changes: Change[] = [];
  for (const type of news) {
    const [a, now] = [was.content?.[type]?.schema, is.content?.[type]?.schema ?? {}];
    if (!olds.includes(type)) {
      if (olds.length > 0)
        changes.push({
          ...at,
          rule: 'response-media-added',
          what: `${status} ${type}`,
          says: `its answer ${status} can be ${type} now, it was ${olds.join(' or ')}`,
        });
      continue;
    }
    const found = compareSchemas({ before, after, direction: outgoing }, a ?? {}, now, { keys: at.keys, path: '' });
    const codes = (key: string) => type === problem && /(^|[.@])code(\.|$)/.test(key);
    changes.push(
      ...found
        .filter(({ keys }) => !codes(keys[0] ?? ''))
        .map((one) => ({
          ...one,
          subject,
          rule: `response-${one.rule}` as RuleId,
          says: `in the answer, ${one.says}`,
        })),
    );
  }
  return changes;
}

/** A code is what programs tell problems by: it keeps its status. New codes, and codes that are gone, break nobody. */
function compareCodes({ subject, before, after, a, b }: Both): Change[] {
  const now = codesOf(after, b);
  return Array.from(codesOf(before, a)).flatMap(([code, was]): Change[] => {
    const is = now.get(code);
    if (!is || was.some((status) => is.includes(status))) return [];
    const says = `the problem \`${code}\` came with ${was.join(', ')} and comes with ${is.join(', ')} now`;
    return [{ rule: 'problem-moved', subject, keys: [b.operationId], what: code, says }];
  });
}

function codesOf(document: OpenApi, { responses }: Operation): Map<string, string[]> {
  const codes = new Map<string, string[]>();
  for (const [status, { content }] of Object.entries(responses)) {
    const body: Schema | undefined = content?.[problem]?.schema;
    const code = body && flatten(document, body).variants[0]?.properties.get('code');
    for (const { values = [] } of code ? flatten(document, code.schema).variants : [])
      for (const value of values) codes.set(String(value), [...(codes.get(String(value)) ?? []), status]);
  }
  return codes;
}
