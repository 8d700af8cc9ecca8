import { join } from 'node:path';
import { eachLine } from '@ecomm/tools/shop/lines';
import type { Ports } from '@ecomm/tools/shop/port-plan';
import { serviceNames } from '@ecomm/tools/shop/services';

const script = Bun.fileURLToPath(import.meta.resolve('@ecomm/tools/start'));

export interface RealStart {
  pid: number;
  /** From the spawn to the table that says that all is ready. */
  seconds: number;
  /** As Ctrl-C does; resolves when it has stopped all of its processes. */
  stop(): Promise<void>;
}

/** `bun run start` as a process of its own, with its own data and ports. Throws with what it said when it is never ready. */
export async function realStart(data: string, ports: Ports, cleanup: AsyncDisposableStack): Promise<RealStart> {
  const ready = Promise.withResolvers<void>();
  const lines: string[] = [];
  const startedAt = performance.now();
  const child = Bun.spawn([process.execPath, script, '--data', data, '--broker', 'kafka'], {
    // A session of its own, and it stops by itself when this process is gone, as it does under a package runner.
    detached: true,
    env: { ...process.env, ...portsEnv(ports), npm_lifecycle_event: 'bench' },
    cwd: join(data, '..'),
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'inherit',
  });
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await child.exited;
  };
  cleanup.defer(stop);
  void eachLine(child.stdout, (line) => {
    lines.push(line);
    if (line.includes('The shop is ready')) ready.resolve();
  });
  void child.exited.then((code) => ready.reject(new Error(`start ended with code ${code}:\n${lines.join('\n')}`)));
  await ready.promise;
  return { pid: child.pid, seconds: (performance.now() - startedAt) / 1000, stop };
}

const portsEnv = (ports: Ports): Record<string, string> => ({
  ...Object.fromEntries(
    serviceNames.flatMap((service) => [
      [`${service.toUpperCase()}_PORT`, String(ports.http[service])],
      [`${service.toUpperCase()}_GRPC_PORT`, String(ports.grpc[service])],
      [`${service.toUpperCase()}_METRICS_PORT`, String(ports.metrics[service])],
    ]),
  ),
  POSTGRES_PORT: String(ports.postgres),
  KAFKA_PORT: String(ports.kafka),
  KAFKA_CONTROLLER_PORT: String(ports.kafkaController),
  SMTP_PORT: String(ports.smtp),
  MAILDEV_WEB_PORT: String(ports.maildevWeb),
});
