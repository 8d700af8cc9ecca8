import { readVariables } from './read-variables.ts';

/** Set by whoever ships a service, whatever its defaults: they are those of development. */
const production = new Set(['NODE_ENV', 'SERVICE_TOKEN']);
const variables = readVariables();
const ofThisMachine = /\b(localhost|127\.0\.0\.1)\b/;

/**
 * The variables without which a service in a container of its own is none of a shop: those whose default is an address of
 * the machine it runs on, and those that a production shop must have.
 */
export function missingFor(service: string, given: readonly string[]): string[] {
  const needed = variables.filter(
    ({ name, fallback, readers }) =>
      (readers.includes('all') || readers.includes(service)) &&
      (production.has(name) || ofThisMachine.test(fallback ?? '')),
  );
  return needed.map(({ name }) => name).filter((name) => !given.includes(name));
}
