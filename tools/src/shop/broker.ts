import { CannotStart } from './cannot-start.ts';
import { findJavaForKafka, javaVersionMin, type Java } from './java.ts';
import { runToEnd } from './run.ts';

export type Broker = { kind: 'given'; brokers: string } | { kind: 'redpanda' } | { kind: 'kafka'; java: Java };
export type BrokerWish = 'kafka' | 'redpanda';

type Env = Record<string, string | undefined>;

/**
 * Which broker the shop uses: `KAFKA_BROKERS`; else the wish of `--broker`; else a Docker engine that answers (Redpanda);
 * else Java with Maven (Apache Kafka). None → `CannotStart` that names the choices.
 */
export async function chooseBroker(env: Env, wish?: BrokerWish): Promise<Broker> {
  if (env.KAFKA_BROKERS && !wish) return { kind: 'given', brokers: env.KAFKA_BROKERS };
  const [docker, java] = await Promise.all([
    wish === 'kafka' ? 'not asked' : dockerTrouble(env),
    wish === 'redpanda' ? 'not asked' : findJavaForKafka(env),
  ]);
  if (docker === undefined) return { kind: 'redpanda' };
  if (typeof java !== 'string') return { kind: 'kafka', java };
  if (wish === 'redpanda') throw new CannotStart(`Redpanda needs Docker: ${docker}; ${ways.docker}.`);
  if (wish === 'kafka')
    throw new CannotStart(`Apache Kafka needs Java ${javaVersionMin} and Maven: ${java}; ${ways.java}.`);
  throw new CannotStart(
    [
      `There is no Kafka for the shop (${docker}; ${java}). Choose one:`,
      `  Java ${javaVersionMin} with Maven, for the embedded Apache Kafka: ${ways.java}`,
      `  Docker, for Redpanda: ${ways.docker}`,
      '  a broker of yours: KAFKA_BROKERS=host:9092 bun run start',
    ].join('\n'),
  );
}

const ways = {
  java: 'apt install openjdk-17-jre-headless maven (Debian), brew install openjdk maven (macOS)',
  docker: 'start the engine (systemctl start docker, or Docker Desktop) until "docker info" answers',
};

/** Undefined when an engine answers within 2 s (the client alone is not enough) and Compose is there. */
async function dockerTrouble(env: Env): Promise<string | undefined> {
  if (!Bun.which('docker', { PATH: env.PATH ?? '' })) return 'Docker is not installed';
  const ask = (...args: string[]) => runToEnd({ argv: ['docker', ...args], env, timeoutMs: 2000 });
  const [info, compose] = await Promise.all([ask('info', '--format', '{{.ServerVersion}}'), ask('compose', 'version')]);
  if (info.code !== 0) return 'no Docker engine answers "docker info"';
  return compose.code === 0 ? undefined : 'Docker is without its Compose plugin';
}
