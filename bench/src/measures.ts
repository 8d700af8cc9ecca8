import type { Measure } from './open-bench.ts';
import { measureCatchUp } from './measure/catch-up.ts';
import { measureCreateInShop } from './measure/create-in-shop.ts';
import { measureCreate } from './measure/create.ts';
import { measureCurve } from './measure/curve.ts';
import { measureLatency } from './measure/latency.ts';
import { measureMachine } from './measure/machine.ts';
import { measureReads } from './measure/reads.ts';
import { measureReady } from './measure/ready.ts';
import { measureRelay } from './measure/relay.ts';
import { measureStart } from './measure/start.ts';
import { measureSustained } from './measure/sustained.ts';
import { measureWatchers } from './measure/watchers.ts';

/** In this order: what needs a quiet machine first, what leaves work and rows behind last. */
export const measures: Readonly<Record<string, Measure>> = {
  machine: measureMachine,
  start: measureStart,
  ready: measureReady,
  reads: measureReads,
  create: measureCreate,
  shop: measureCreateInShop,
  relay: measureRelay,
  latency: measureLatency,
  sustained: measureSustained,
  watchers: measureWatchers,
  catchup: measureCatchUp,
  curve: measureCurve,
};
