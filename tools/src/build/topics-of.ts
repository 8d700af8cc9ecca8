import { deadLetterTopic } from '@ecomm/events/dead-letter';
import type { Topology } from '../topology/read-topology.ts';

/** The topics that a service cannot do without: what it sends, what it reads, and where it puts what it cannot take. */
export function topicsOf({ publishes, consumes }: Topology, service: string): { service: string; topics: string[] } {
  const sent = publishes.filter((one) => one.service === service).map(({ event }) => event);
  const read = consumes.filter((one) => one.service === service);
  const dead = read.map(({ event, group }) => deadLetterTopic(event, group));
  return { service, topics: [...new Set([...sent, ...read.map(({ event }) => event), ...dead])].toSorted() };
}
