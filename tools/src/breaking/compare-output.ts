import type { Change, Subject } from './change.ts';
import type { Both } from './compare-rest.ts';
import { compareSchemas, type Difference, type Direction } from './compare-schemas.ts';
import { lookUp, type Header, type OpenApi, type Operation, type Response, type Schema } from './documents.ts';
import { flatten, type Property } from './flatten.ts';
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

function compareHeaders({ subject, before, after, b }: Both, status: string, was: Response, is: Response): Change[] {
  const lower = (document: OpenApi, { headers = {} }: Response) =>
    new Map(
      Object.entries(headers).map(([name, header]) => {
        const found: Header = header.$ref ? lookUp(document, header.$ref) : header;
        return [name.toLowerCase(), { name, header: found }];
      }),
    );
  const now = lower(after, is);
  return Array.from(lower(before, was)).flatMap(([id, { name, header }]): Change[] => {
    const at = { subject, keys: [`${b.operationId}<${id}>`, b.operationId], what: name };
    const found = now.get(id)?.header;
    const title = `the header \`${name}\` of ${status}`;
    if (!found) return [{ ...at, rule: 'response-header-removed', gone: true, says: `${title} is gone` }];
    const pair = { before, after, direction: outgoing };
    const spot = { keys: at.keys, path: '' };
    const changes = compareSchemas(pair, header.schema ?? {}, found.schema ?? {}, spot).map((one) => ({
      ...complete(subject, one),
      scope: `${status} ${name}`,
      says: one.says.replace('{}', title),
    }));
    if (!header.required || found.required) return changes;
    const says = `${title} was always there and may be left out now`;
    return [{ ...at, rule: 'response-header-optional', says }, ...changes];
  });
}

const complete = (subject: Subject, difference: Difference): Change => ({
  ...difference,
  subject,
  rule: `response-${difference.rule}` as RuleId,
});

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
        .map((one) => ({ ...complete(subject, one), scope: status, says: `in the answer, ${one.says}` })),
    );
  }
  return changes;
}

/** A code is what programs tell problems by: it keeps its status and its members. New codes, and codes that are gone, break nobody. */
function compareCodes({ subject, before, after, a, b }: Both): Change[] {
  const now = codesOf(after, b);
  return Array.from(codesOf(before, a)).flatMap(([code, { statuses: was, properties }]): Change[] => {
    const is = now.get(code);
    if (!is) return [];
    const lost = Array.from(properties).flatMap(([name, { schema, owner }]): Change[] => {
      const found = is.properties.get(name); // what is gone is found as a field
      if (!found || !comesWith(schema, code) || comesWith(found.schema, code)) return [];
      const keys = [...(owner ? [`${owner}.${name}`] : []), `@${name}`, b.operationId];
      const says = `in the answer, {} always came with \`${code}\` and may be left out now`;
      return [{ rule: 'response-field-optional', subject, keys, what: code, says }];
    });
    if (was.some((status) => is.statuses.includes(status))) return lost;
    const says = `the problem \`${code}\` came with ${was.join(', ')} and comes with ${is.statuses.join(', ')} now`;
    return [...lost, { rule: 'problem-moved', subject, keys: [b.operationId], what: code, says }];
  });
}

/** Whether a member of problems always comes with this code. */
const comesWith = (member: Schema, code: string): boolean =>
  !!(member['x-codes'] as string[] | undefined)?.includes(code);

interface Code {
  statuses: string[];
  /** Of the problem that it comes in. */
  properties: Map<string, Property>;
}

function codesOf(document: OpenApi, { responses }: Operation): Map<string, Code> {
  const codes = new Map<string, Code>();
  for (const [status, { content }] of Object.entries(responses)) {
    const body: Schema | undefined = content?.[problem]?.schema;
    const { properties = new Map<string, Property>() } = (body && flatten(document, body).variants[0]) ?? {};
    const code = properties.get('code');
    for (const { values = [] } of code ? flatten(document, code.schema).variants : []) {
      for (const value of values.map(String)) {
        const { statuses = [] } = codes.get(value) ?? {};
        codes.set(value, { statuses: [...statuses, status], properties });
      }
    }
  }
  return codes;
}
