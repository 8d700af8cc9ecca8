import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CannotStart } from './cannot-start.ts';
import type { Output } from './lines.ts';
import type { Env } from './port-plan.ts';
import { listens } from './ports.ts';
import { httpAnswers } from './probe.ts';
import { runToEnd } from './run.ts';
import { copyEnv } from './service-env.ts';
import { services, type Service } from './services.ts';
import type { ProcessSpec } from './process-spec.ts';

export const appsFolder = join(import.meta.dir, '..', '..', '..', 'apps');
const entry = (service: Service, file: string): string => join(appsFolder, service, 'src', file);

interface ServiceCopy {
  service: Service;
  copy: number;
  copies: number;
  port: number;
  env: Env;
}

/** `--no-orphans`: Bun ends with its supervisor, even with one that was killed. */
const bun = (script: string): string[] => [process.execPath, '--no-orphans', script];

export function serviceSpec({ service, copy, copies, port, env }: ServiceCopy): ProcessSpec {
  const script = entry(service, 'main.ts');
  const host = !env.HOST || env.HOST === '0.0.0.0' || env.HOST === '::' ? '127.0.0.1' : env.HOST;
  const isReady = () => httpAnswers(`http://${host}:${port}/readyz`);
  return {
    name: copies > 1 ? `${service}#${copy}` : service,
    argv: bun(script),
    cwd: join(appsFolder, service),
    env: { ...env, ...copyEnv(copy, copies) },
    mark: script,
    // Copies share the port: any of them may answer, so this one must be seen listening too.
    ready: async (pid) => (await isReady()) && (copies === 1 || (await listens(pid, port))),
  };
}

/** Brings a service's database to the schema of its code. Throws `CannotStart` with what the migration said. */
export function migrateService(service: Service, env: Env, out: Output): Promise<void> {
  return runScript(service, 'migrate.ts', env, out);
}

/** Demo data, in the order of the table of services: the admin before the catalogue that he made. */
export async function seedShop(
  names: readonly Service[],
  envOf: (service: Service) => Env,
  out: Output,
): Promise<void> {
  for (const service of names) {
    if (services[service].seed && existsSync(entry(service, 'seed.ts')))
      await runScript(service, 'seed.ts', envOf(service), out);
  }
}

async function runScript(service: Service, file: string, env: Env, out: Output): Promise<void> {
  const { code, text } = await runToEnd({
    argv: bun(entry(service, file)),
    cwd: join(appsFolder, service),
    env,
    take: (line) => out.line(service, line),
  });
  if (code !== 0)
    throw new CannotStart(`${service}: ${file} ended with code ${code}. ${text.split('\n').at(-1) ?? ''}`);
}
