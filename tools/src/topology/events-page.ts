import type { AsyncApi, Message } from './asyncapi.ts';
import { fieldsOf, ruleOf } from './fields.ts';
import { anchor, generatedFrom, names, table } from './markdown.ts';
import type { Topology } from './read-topology.ts';

const intro = `What the services tell each other over Kafka. Each event has a topic of its own name with six partitions, kept for 7 days. An
event is sent when the transaction that caused it has committed, at least once, and in order among those of one key; topics have no order
among each other. Who reads it skips what it has had already, by the event's id. The same for programs: \`/asyncapi.json\` of every service,
which is [contracts/generated/asyncapi.json](../contracts/generated/asyncapi.json). Who calls whom: [topology.md](topology.md).`;

const cloudEvents = `Each record is a [CloudEvent](https://cloudevents.io) in binary mode: what the event says is the record's value, plain JSON; what is said
about it are Kafka headers. A reader ignores fields and headers it does not know: an owner may add some. A change that would break a reader
comes as another event with a topic of its own, published beside the old one for as long as that is read.`;

const deadLetters = `An event that can never be handled does not hold up the others: one that is no JSON, not what the schema says, of an unknown type or version, or
refused for good goes to \`<topic>.<group>.dlq\`, kept for 30 days, with key, value and headers as they came and eight more headers:
\`dlq_topic\`, \`dlq_partition\` and \`dlq_offset\` say where it was, \`dlq_group\` whose it is, \`dlq_reason\` why it is here, \`dlq_attempts\` how often it was
tried, \`dlq_first_at\` when first and \`dlq_at\` when it was given up. An outage is no reason: it is waited for. The service keeps a row of each beside the
topic: \`bun run dlq list\` shows them, \`redrive\` has one handled again by that group alone, under its own event id, \`discard\` settles that it is to have no effect.`;

/** docs/events.md: what each event says, whose it is and who reads it. */
export function eventsPage(document: AsyncApi, topology: Topology): string {
  const messages = Object.values(document.components.messages).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const parts = [
    '# Events',
    generatedFrom("contracts/*.tsp and the services' subscription tables"),
    intro,
    overview(messages, topology),
    '## Headers',
    cloudEvents,
    ...messages.slice(0, 1).map(headers),
    '## Dead letters',
    deadLetters,
    ...messages.map((message) => section(document, topology, message)),
  ];
  return `${parts.join('\n\n')}\n`;
}

const overview = (messages: readonly Message[], topology: Topology): string =>
  table(
    ['event', 'from', 'read by', 'says'],
    messages.map((message) => [
      `[${message.name}](${anchor(message.name)})`,
      ownerOf(message),
      readersOf(topology, message)
        .map(({ service }) => service)
        .join(', ') || 'nobody yet',
      message.summary,
    ]),
  );

/** What they are in `message`, with the words for every event. */
const headers = ({ headers: { properties }, examples: [{ headers: example }] }: Message): string =>
  table(
    ['header', 'is', 'for example'],
    Object.entries(properties).map(([name, schema]) => [
      `\`${name}\``,
      schema.description ?? ruleOf(schema),
      `\`${example[name]}\``,
    ]),
  );

function section({ components }: AsyncApi, topology: Topology, message: Message): string {
  const { name, title, summary, examples } = message;
  const [example] = examples;
  const readers = readersOf(topology, message);
  const facts = [
    ['topic', `\`${name}\``],
    ['key', `\`${message.bindings.kafka.key.description}\``],
    ['from', ownerOf(message)],
    ['read by', readers.map(({ service, group }) => `${service} (\`${group}\`)`).join(', ') || 'nobody yet'],
    ['version', `\`${example.headers.ce_dataschema}\``],
    ['dead letters', names(readers.map(({ group }) => `${name}.${group}.dlq`))],
  ];
  const fields = fieldsOf(components.schemas[title] ?? {});
  return [
    `## ${name}`,
    summary,
    table(['', ''], facts),
    table(
      ['field', 'must be', 'always there', 'meaning'],
      fields.map(({ path, rule, required, description }) => [
        `\`${path}\``,
        rule,
        required ? 'yes' : 'no',
        description,
      ]),
    ),
    `\`\`\`json\n${JSON.stringify(example.payload, null, 2)}\n\`\`\``,
  ].join('\n\n');
}

const ownerOf = ({ tags: [owner] }: Message): string => owner.name;

const readersOf = ({ consumes }: Topology, { name }: Message) => consumes.filter(({ event }) => event === name);
