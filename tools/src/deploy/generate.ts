import { Command } from 'commander';
import { writePages } from '../generate/write-pages.ts';
import { root } from '../suite/projects.ts';
import { renderDashboard } from './dashboards/render.ts';
import { dashboards } from './dashboards/dashboards.ts';
import { environmentPage } from './environment-page.ts';
import { composeVariables, readCompose } from './read-compose.ts';
import { readEnvExample } from './read-env-example.ts';
import { readVariables } from './read-variables.ts';
import { setByKubernetes } from './set-by-kubernetes.ts';

const program = new Command('bun tools/src/deploy/generate.ts')
  .description('Writes docs/environment.md from the configuration of the services, and the dashboards of Grafana.')
  .option('--check', 'write nothing; fail and name each page that is not what it should be')
  .option('--output <folder>', 'the workspace that the pages are in', root)
  .parse();
const { check = false, output } = program.opts<{ check?: boolean; output: string }>();

const ours = Object.values(readCompose().services).filter(({ image }) => image.startsWith('ecomm/'));
const pages = {
  'docs/environment.md': environmentPage({
    variables: readVariables(),
    examples: readEnvExample(),
    composeVariables: composeVariables(),
    setByCompose: new Set(ours.flatMap(({ environment = {} }) => Object.keys(environment))),
    setByKubernetes: setByKubernetes(),
  }),
  ...Object.fromEntries(
    Object.entries(dashboards).map(([name, one]) => [`deploy/grafana/generated/${name}.json`, renderDashboard(one)]),
  ),
};
await writePages(pages, { check, folder: output, from: 'the configuration of the services' });
