import type { Change } from './change.ts';
import type { Both } from './compare-rest.ts';
import { compareSchemas, type Difference, type Direction } from './compare-schemas.ts';
import { lookUp, refName, type OpenApi, type Operation, type Parameter } from './documents.ts';
import type { RuleId } from './rules.ts';

const incoming: Direction = { in: true, out: false, strict: true };

/** What clients send: parameters and body. */
export function compareInput(both: Both): Change[] {
  return [...compareParameters(both), ...compareBody(both)];
}

const complete = ({ subject }: Both, prefix: string, difference: Difference): Change => ({
  ...difference,
  subject,
  rule: `${prefix}-${difference.rule}` as RuleId,
});

interface Named {
  parameter: Parameter;
  keys: string[];
  title: string;
}

/** By place and name; those of the path by their position in it, as their names do not travel. */
function parametersOf(
  document: OpenApi,
  path: string,
  { operationId, parameters = [] }: Operation,
): Map<string, Named> {
  const route = Array.from(path.matchAll(/\{([^}]*)\}/g), ([, name]) => name);
  return new Map(
    parameters.map((one) => {
      const parameter = one.$ref ? (lookUp(document, one.$ref) as Parameter) : one;
      const name = parameter.in === 'header' ? parameter.name.toLowerCase() : parameter.name;
      const id = parameter.in === 'path' ? `path ${route.indexOf(name)}` : `${parameter.in} ${name}`;
      const keys = [...(one.$ref ? [refName(one.$ref)] : []), `${operationId}(${name})`, operationId];
      return [id, { parameter, keys, title: `the ${parameter.in} parameter \`${parameter.name}\`` }];
    }),
  );
}

function compareParameters(both: Both): Change[] {
  const { subject, before, after, a, b, from, to } = both;
  const [olds, news] = [parametersOf(before, from, a), parametersOf(after, to, b)];
  const changes: Change[] = [];
  for (const [id, { parameter, keys, title }] of olds) {
    const now = news.get(id);
    if (now) {
      const pair = { before, after, direction: incoming };
      const found = compareSchemas(pair, parameter.schema, now.parameter.schema, { keys: now.keys, path: '' });
      changes.push(
        ...found.map((one) => ({
          ...complete(both, 'request', { ...one, says: one.says.replace('{}', title) }),
          scope: id,
        })),
      );
    } else changes.push({ rule: 'parameter-removed', subject, keys, scope: id, gone: true, says: `${title} is gone` });
  }
  for (const [id, { parameter, keys, title }] of news) {
    const was = olds.get(id)?.parameter;
    if (!parameter.required || was?.required) continue;
    const says = was ? `${title} was optional and is required now` : `${title} is new and required`;
    changes.push({ rule: 'parameter-required', subject, keys, scope: id, says });
  }
  return changes;
}

function compareBody(both: Both): Change[] {
  const { subject, before, after, a, b } = both;
  const at = { subject, keys: [b.operationId] };
  const [was, is] = [a.requestBody, b.requestBody];
  if (!was) return is?.required ? [{ ...at, rule: 'body-required', says: 'it took no body and needs one now' }] : [];
  if (!is) return [{ ...at, rule: 'body-removed', says: 'it does not take a body any more' }];
  const changes: Change[] = [];
  if (is.required && !was.required)
    changes.push({ ...at, rule: 'body-required', says: 'its body was optional and is required now' });
  for (const [type, media] of Object.entries(was.content)) {
    const now = is.content[type];
    if (now) {
      const spot = { keys: at.keys, path: '' };
      const found = compareSchemas({ before, after, direction: incoming }, media.schema ?? {}, now.schema ?? {}, spot);
      changes.push(...found.map((one) => complete(both, 'request', { ...one, says: `in the request, ${one.says}` })));
    } else {
      const says = `it does not take a body of ${type} any more, only ${Object.keys(is.content).join(' or ')}`;
      changes.push({ ...at, rule: 'request-media-removed', what: type, says });
    }
  }
  return changes;
}
