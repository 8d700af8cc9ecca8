import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { writePages } from '../generate/write-pages.ts';
import { root } from '../suite/projects.ts';
import type { AsyncApi } from './asyncapi.ts';
import { eventsPage } from './events-page.ts';
import { metricsPage } from './metrics-page.ts';
import { orderStatesPage, type StateTable } from './order-states-page.ts';
import { readMetrics } from './read-metrics.ts';
import { readTopology } from './read-topology.ts';
import { topologyPage } from './topology-page.ts';

const program = new Command('bun tools/src/topology/generate.ts')
  .description(
    'Writes docs/events.md, metrics.md, topology.md and flows/order-states.md from the contracts and the code of the services.',
  )
  .option('--check', 'write nothing; fail and name each page that is not what it should be')
  .option('--output <folder>', 'where the pages are or go', join(root, 'docs'));
const { check = false, output } = program.parse().opts<{ check?: boolean; output: string }>();

const asyncapi = await readFile(join(root, 'contracts/generated/asyncapi.json'), 'utf8');
const document = JSON.parse(asyncapi) as AsyncApi;
const topology = await readTopology();
// Pure, and so it can be asked instead of read: it imports nothing that does anything.
const states = (await import(join(root, 'apps/orders/src/order.ts'))) as StateTable;
const pages = {
  'events.md': eventsPage(document, topology),
  'metrics.md': metricsPage(await readMetrics()),
  'topology.md': topologyPage(topology),
  'flows/order-states.md': orderStatesPage(states),
};

await writePages(pages, { check, folder: output, from: 'the contracts or the code of the services' });
