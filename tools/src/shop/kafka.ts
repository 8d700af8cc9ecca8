import { cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kafkaCache } from './cache.ts';
import { CannotStart } from './cannot-start.ts';
import type { Java } from './java.ts';
import { kafkaClassPath } from './kafka-jars.ts';
import type { Output } from './lines.ts';
import { freePort } from './ports.ts';
import { kafkaAnswers } from './probe.ts';
import { runToEnd } from './run.ts';
import type { ProcessSpec } from './process-spec.ts';
import { Supervised } from './supervise.ts';

export interface KafkaOptions {
  folder: string;
  port: number;
  controllerPort: number;
  java: Java;
}

const flags = ['-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];
const logging = ['defaultLogLevel=warn', 'showThreadName=false', 'showShortLogName=true', 'levelInBrackets=true'];
const staticProperties = join(import.meta.dir, '..', '..', 'kafka', 'server.properties');

/** Fetches and formats what is missing, and says how the broker is run. Throws `CannotStart`. */
export async function prepareKafka(options: KafkaOptions, out: Output): Promise<ProcessSpec> {
  const cache = await kafkaCache();
  const classPath = await kafkaClassPath(cache, options.java, out);
  await formatted(cache, classPath, options.java);
  const archive = await classArchive(cache, classPath, options.java, out);
  return brokerSpec(options, cache, [...flags, `-XX:SharedArchiveFile=${archive}`, '-Xshare:auto'], classPath);
}

async function brokerSpec(
  options: KafkaOptions,
  cache: string,
  jvm: string[],
  classPath: string,
): Promise<ProcessSpec> {
  const { folder, port, controllerPort, java } = options;
  if (!existsSync(join(folder, 'meta.properties'))) await cp(join(cache, 'formatted'), folder, { recursive: true });
  const properties = `${folder}.properties`;
  await writeFile(properties, await render(folder, port, controllerPort));
  const log = logging.map((setting) => `-Dorg.slf4j.simpleLogger.${setting}`);
  return {
    name: 'kafka',
    argv: [java.path, ...jvm, ...log, '-cp', classPath, 'kafka.Kafka', properties],
    cwd: folder,
    env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8' },
    mark: properties,
    ready: () => kafkaAnswers(port),
  };
}

async function render(folder: string, port: number, controllerPort: number): Promise<string> {
  const broker = `PLAINTEXT://127.0.0.1:${port}`;
  return [
    await readFile(staticProperties, 'utf8'),
    `listeners=${broker},CONTROLLER://127.0.0.1:${controllerPort}`,
    `advertised.listeners=${broker}`,
    `controller.quorum.voters=1@127.0.0.1:${controllerPort}`,
    `log.dirs=${folder}`,
    '',
  ].join('\n');
}

/** A formatted, empty data folder: made once (1.5 s of Java) and copied for each new broker. */
async function formatted(cache: string, classPath: string, java: Java): Promise<void> {
  const folder = join(cache, 'formatted');
  if (existsSync(folder)) return;
  const aside = `${folder}.${process.pid}`;
  const properties = `${aside}.properties`;
  await mkdir(aside, { recursive: true });
  await writeFile(properties, await render(aside, 9092, 9093));
  const clusterId = `--cluster-id=${Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64url')}`;
  const tool = ['kafka.tools.StorageTool', 'format', clusterId, '--config', properties];
  const { code, text } = await runToEnd({ argv: [java.path, '-cp', classPath, ...tool] });
  if (code !== 0) throw new CannotStart(`Apache Kafka could not make its files: ${text.trim().split('\n').at(-1)}`);
  await rm(properties);
  await rename(aside, folder).catch(() => rm(aside, { recursive: true, force: true }));
}

/**
 * Java's archive of loaded classes: halves the broker's start and saves 45 MB. Made once for each Java by one trial run of
 * an empty broker; without it (the trial failed) Java loads the classes as ever.
 */
async function classArchive(cache: string, classPath: string, java: Java, out: Output): Promise<string> {
  const archive = join(cache, `classes-${java.version}.jsa`);
  if (existsSync(archive)) return archive;
  out.say('Apache Kafka: one trial run, which makes every later start fast');
  const trialFolder = await mkdtemp(join(tmpdir(), 'ecomm-kafka-'));
  const folder = join(trialFolder, 'kafka');
  const aside = `${archive}.${process.pid}`;
  const port = await freePort([1]);
  const options = { folder, port, controllerPort: port + 1, java };
  const spec = await brokerSpec(
    options,
    cache,
    [...flags, `-XX:ArchiveClassesAtExit=${aside}`, '-Xlog:disable'],
    classPath,
  );
  const trial = new Supervised({ ...spec, stopWithinMs: 60_000 }, { ...out, say: () => {}, line: () => {} });
  try {
    await trial.start();
    await trial.stop();
    await rename(aside, archive);
  } catch {
    trial.force();
  }
  await Promise.all([trialFolder, aside].map((path) => rm(path, { recursive: true, force: true })));
  return archive;
}
