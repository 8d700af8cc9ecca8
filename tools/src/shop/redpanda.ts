import { join } from 'node:path';
import { kafkaAnswers } from './probe.ts';
import { runToEnd } from './run.ts';
import type { ProcessSpec } from './process-spec.ts';

export interface RedpandaOptions {
  port: number;
  /** Name of the compose project: its container and its volume. */
  project: string;
}

const composeFile = join(import.meta.dir, '..', '..', '..', 'docker-compose.yml');
const compose = (project: string): string[] => ['docker', 'compose', '-f', composeFile, '-p', project];

/** Redpanda from docker-compose.yml, attached: it ends with the command, its data stays in the project's volume. */
export function redpandaSpec({ port, project }: RedpandaOptions): ProcessSpec {
  return {
    name: 'redpanda',
    argv: [...compose(project), 'up', '--no-log-prefix', '--no-color', 'redpanda'],
    env: { ...process.env, KAFKA_PORT: String(port) },
    mark: composeFile,
    ready: () => kafkaAnswers(port),
    readyWithinMs: 300_000, // the first time its image is fetched
    stopWithinMs: 20_000,
  };
}

/** Removes the container and its volume. */
export async function removeRedpanda(project: string): Promise<void> {
  await runToEnd({
    argv: [...compose(project), 'rm', '--stop', '--force', '--volumes', 'redpanda'],
    timeoutMs: 60_000,
  });
  await runToEnd({ argv: ['docker', 'volume', 'rm', '--force', `${project}_redpanda`], timeoutMs: 60_000 });
}
