import { generatedFrom, names, table } from '../topology/markdown.ts';
import type { Example } from './read-env-example.ts';
import type { Variable } from './read-variables.ts';

export interface Sources {
  variables: readonly Variable[];
  examples: readonly Example[];
  /** Taken by docker-compose.yml from its caller. */
  composeVariables: readonly string[];
  /** Set for containers: by the Compose file, by the manifests. */
  setByCompose: ReadonlySet<string>;
  setByKubernetes: ReadonlySet<string>;
}

const head = ['variable', 'default', 'is', 'read by', 'set by', 'what for'];

/** docs/environment.md: what the code reads, with what .env.example says of it, in the order and the sections of that file. */
export function environmentPage({ variables, examples, ...sources }: Sources): string {
  const known = new Map(variables.map((variable) => [variable.name, variable]));
  const sections = Map.groupBy(examples, ({ section }) => section);
  const pages = Array.from(sections, ([section, members]) => {
    const rows = members.map((example) => rowOf(example, known.get(example.name), sources));
    return `## ${section}\n\n${table(head, rows)}`;
  });
  return [
    generatedFrom('the configuration of the services and .env.example'),
    '# Environment',
    introduction,
    ...pages,
    '',
  ]
    .join('\n\n')
    .trimEnd()
    .concat('\n');
}

const introduction = `A service reads its environment once, at its start, and ends with one sentence that names every variable that is missing or wrong. An empty one counts as unset. A dash
is no default: the variable may stay unset, or has to be set where its column says so. \`set by\` are the containers of [docker-compose.yml](../docker-compose.yml) and of
[deploy/kubernetes](../deploy/kubernetes/kustomization.yaml): [deploy.md](deploy.md).`;

type Setters = Pick<Sources, 'composeVariables' | 'setByCompose' | 'setByKubernetes'>;

function rowOf({ name, value, comment }: Example, variable: Variable | undefined, setters: Setters): string[] {
  const { composeVariables, setByCompose, setByKubernetes } = setters;
  const readers = variable ? variable.readers.map((reader) => (reader === 'all' ? 'all services' : reader)) : [];
  const others = [composeVariables.includes(name) && 'docker-compose.yml', !variable && isOfStart(name) && '`start`'];
  const set = [setByCompose.has(name) && 'compose', setByKubernetes.has(name) && 'kubernetes'];
  const fallback = variable ? variable.fallback : value;
  const isRequired = variable && variable.fallback === undefined && !variable.isOptional && name.startsWith('ADMIN_');
  return [
    names([name]),
    isRequired ? 'required' : fallback ? names([fallback]) : '–',
    variable?.form ?? '',
    [...readers, ...others.filter((other) => other !== false)].join(', '),
    set.filter((one) => one !== false).join(', '),
    comment,
  ];
}

/** Ports of the embedded parts. */
const isOfStart = (name: string): boolean => /^(POSTGRES|KAFKA|KAFKA_CONTROLLER|SMTP|MAILDEV_WEB)_PORT$/.test(name);
