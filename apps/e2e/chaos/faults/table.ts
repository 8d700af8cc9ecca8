import type { Fault } from '../fault.ts';
import { brokerFaults } from './broker.ts';
import { clockFaults } from './clocks.ts';
import { databaseFaults } from './database.ts';
import { dependencyFaults } from './dependencies.ts';
import { eventFaults } from './events.ts';
import { failpointFaults } from './failpoints.ts';
import { loadFaults } from './load.ts';
import { mailFaults } from './mail.ts';
import type { Pace } from './pace.ts';
import { processFaults } from './processes.ts';
import { stopFaults } from './stop.ts';

/** Everything that goes wrong. What may leave a shop overloaded comes last. */
export const faultsAt = (pace: Pace): Fault[] => [
  ...processFaults(pace),
  ...failpointFaults(),
  ...brokerFaults(pace),
  ...databaseFaults(pace),
  ...eventFaults(),
  ...dependencyFaults(pace),
  ...mailFaults(pace),
  ...clockFaults(),
  ...stopFaults(),
  ...loadFaults(pace),
];
