import type { Change, Subject } from './change.ts';
import { compareSchemas, type Direction } from './compare-schemas.ts';
import type { ContractEvent } from './contracts.ts';
import type { RuleId } from './rules.ts';

/** Consumers of before read what is published now, consumers of now read what lies in the topics. Both check it. */
const both: Direction = { in: true, out: true, strict: true };

/** What breaks between two lists of events. */
export function compareEvents(before: readonly ContractEvent[], after: readonly ContractEvent[]): Change[] {
  return before.flatMap((old) => {
    const subject = subjectOf(old);
    const now = after.find(({ type, version }) => type === old.type && version === old.version);
    if (now) return [...compareRoute(subject, old, now), ...comparePayload(subject, old, now)];
    const at = { subject, keys: [old.model] };
    const other = after.filter(({ type }) => type === old.type);
    if (other.length > 0) {
      const versions = other.map(({ version }) => version).join(', ');
      const says = `version ${old.version} is not published any more, only version ${versions}`;
      return [
        {
          ...at,
          rule: 'event-version-changed',
          keys: other.map(({ model }) => model),
          mark: 'event',
          what: String(old.version),
          says,
        },
      ];
    }
    const renamed = after.find(({ model, type }) => model === old.model && !before.some((one) => one.type === type));
    if (renamed)
      return [{ ...at, rule: 'event-renamed', mark: 'event', says: `the event is called ${renamed.type} now` }];
    return [{ ...at, rule: 'event-removed', gone: true, says: 'the event is gone' }];
  });
}

const subjectOf = ({ type, owner }: ContractEvent): Subject => ({
  protocol: 'event',
  service: owner,
  name: type,
  title: `event ${type}`,
});

function compareRoute(subject: Subject, old: ContractEvent, now: ContractEvent): Change[] {
  const at = { subject, keys: [now.model], mark: 'event' };
  const changes: Change[] = [];
  if (old.topic !== now.topic)
    changes.push({
      ...at,
      rule: 'event-topic-changed',
      says: `it came on the topic ${old.topic} and comes on ${now.topic} now`,
    });
  if (old.key !== now.key)
    changes.push({
      ...at,
      rule: 'event-key-changed',
      says: `its key was ${old.key} and is ${now.key} now, so that other events share an order`,
    });
  if (old.owner !== now.owner)
    changes.push({ ...at, rule: 'event-owner-changed', says: `${old.owner} published it and ${now.owner} does now` });
  return changes;
}

const comparePayload = (subject: Subject, old: ContractEvent, now: ContractEvent): Change[] =>
  compareSchemas({ before: old.schema, after: now.schema, direction: both }, root(old), root(now), {
    keys: [now.model],
    path: '',
  }).map((one) => ({ ...one, subject, rule: `event-${one.rule}` as RuleId, says: one.says }));

/** The payload refers to itself by its model's name, so that its fields are found in the sources. */
function root({ schema, model }: ContractEvent) {
  const defs = (schema.$defs ??= {}) as Record<string, unknown>;
  const { $defs: _, ...own } = schema;
  defs[model] ??= own;
  return { $ref: `#/$defs/${model}` };
}
