import { join } from 'node:path';
import { kafkaCache } from './cache.ts';
import { jarsArePresent } from './kafka-jars.ts';
import { runToEnd } from './run.ts';

export interface Java {
  path: string;
  /** `17.0.15` */
  version: string;
}

export const javaVersionMin = 17;

/** Java by `JAVA_HOME`, else by `PATH`: its path and version, or a sentence's end that says what is wrong with it. */
export async function findJava(env: Record<string, string | undefined> = process.env): Promise<Java | string> {
  const path = env.JAVA_HOME ? join(env.JAVA_HOME, 'bin', 'java') : Bun.which('java', { PATH: env.PATH ?? '' });
  if (!path) return 'Java is not installed';
  const { code, text } = await runToEnd({ argv: [path, '-version'], env, timeoutMs: 10_000 });
  const version = /version "([^"]+)"/.exec(text)?.[1];
  if (code !== 0 || !version) return `${path} does not run (${text.trim().split('\n')[0] || `code ${code}`})`;
  const major = Number(version.replace(/^1\./, '').split(/[.\-_+]/)[0]);
  return major >= javaVersionMin ? { path, version } : `${path} is Java ${version}, older than ${javaVersionMin}`;
}

/** Java, when Apache Kafka's jars are in the cache or Maven can fetch them; else what is missing. */
export async function findJavaForKafka(env: Record<string, string | undefined>): Promise<Java | string> {
  const java = await findJava(env);
  if (typeof java === 'string') return java;
  const obtainable = jarsArePresent(await kafkaCache(env)) || Bun.which('mvn', { PATH: env.PATH ?? '' });
  return obtainable ? java : 'Maven is not installed';
}
