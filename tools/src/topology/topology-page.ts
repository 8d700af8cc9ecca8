import { anchor, generatedFrom, names, table } from './markdown.ts';
import type { Topology } from './read-topology.ts';

const intro = `Five services that need nothing of each other but this. A **solid arrow** is a gRPC call: the caller waits for an answer, and has one more thing
that can be away. A **dotted arrow** is an event over Kafka: it comes when its reader is there. What each event says: [events.md](events.md);
how one order goes through it all: [flows/checkout.md](flows/checkout.md).`;

/** docs/topology.md: who calls whom and who hears what from whom, as a picture and as tables. */
export function topologyPage(topology: Topology): string {
  const { services, calls, consumes, publishes } = topology;
  const parts = [
    '# Who talks to whom',
    generatedFrom("the services' subscription tables, relays and gRPC clients"),
    intro.replace('Five', inWords(services.length)),
    diagram(topology),
    '## Services',
    table(
      ['service', 'says', 'hears', 'as group', 'calls', 'is called by'],
      services.map((service) => {
        const heard = consumes.filter((one) => one.service === service);
        return [
          `[${service}](../apps/${service}/README.md)`,
          eventLinks(publishes.filter((one) => one.service === service)),
          eventLinks(heard),
          names([...new Set(heard.map(({ group }) => group))]),
          list(calls.filter(({ from }) => from === service).map(({ to, method }) => `${to} \`${method}\``)),
          list([...new Set(calls.filter(({ to }) => to === service).map(({ from }) => from))]),
        ];
      }),
    ),
    '## gRPC calls',
    table(
      ['from', 'to', 'method'],
      calls.map(({ from, to, method }) => [
        from,
        to,
        `[\`${method}\`](../contracts/generated/proto/ecomm/${to}/${to}.proto)`,
      ]),
    ),
    '## Events',
    table(
      ['event', 'from', 'to'],
      publishes
        .toSorted((a, b) => (a.event < b.event ? -1 : 1))
        .map(({ service, event }) => [
          eventLinks([{ event }]),
          service,
          list(readersOf(topology, event)) || 'nobody yet',
        ]),
    ),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** One arrow a pair of services and kind. */
function diagram(topology: Topology): string {
  const { services, calls, publishes } = topology;
  const said = publishes.flatMap(({ service, event }) =>
    readersOf(topology, event).map((reader) => ({ from: service, to: reader, what: event })),
  );
  const called = calls.map(({ from, to, method }) => ({ from, to, what: method }));
  const lines = [
    'flowchart LR',
    ...services.map((service) => `  ${service}([${service}])`),
    ...arrows(called).map(([from, to, what]) => `  ${from} -- "${what}" --> ${to}`),
    ...arrows(said).map(([from, to, what]) => `  ${from} -. "${what}" .-> ${to}`),
  ];
  return `\`\`\`mermaid\n${lines.join('\n')}\n\`\`\``;
}

function arrows(links: readonly { from: string; to: string; what: string }[]): [string, string, string][] {
  const pairs = Map.groupBy(links, ({ from, to }) => `${from} ${to}`);
  return [...pairs.values()].map((pair) => [pair[0]!.from, pair[0]!.to, pair.map(({ what }) => what).join('<br>')]);
}

const readersOf = ({ consumes }: Topology, event: string): string[] =>
  consumes.filter((one) => one.event === event).map(({ service }) => service);

const eventLinks = (events: readonly { event: string }[]): string =>
  list(events.map(({ event }) => `[${event}](events.md${anchor(event)})`));

const list = (values: readonly string[]): string => values.join(', ');

const inWords = (count: number): string =>
  ['No', 'One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight', 'Nine'][count] ?? String(count);
