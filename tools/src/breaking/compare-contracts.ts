import type { Change } from './change.ts';
import { compareEvents } from './compare-events.ts';
import { compareGolden } from './compare-golden.ts';
import { compareProtos } from './compare-protos.ts';
import { compareRest } from './compare-rest.ts';
import type { Contracts } from './contracts.ts';

/** Everything that breaks somebody between two moments. With the two the other way round, what is compatible appears instead. */
export async function compareContracts(before: Contracts, after: Contracts): Promise<Change[]> {
  const none = { paths: {} };
  return [
    ...Object.entries(before.documents).flatMap(([service, document]) =>
      compareRest(service, document, after.documents[service] ?? none),
    ),
    ...(await compareProtos(before.protos, after.protos)),
    ...compareEvents(before.events, after.events),
    ...compareGolden(before.golden, after.golden),
  ];
}
