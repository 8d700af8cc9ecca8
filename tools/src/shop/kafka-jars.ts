import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CannotStart } from './cannot-start.ts';
import type { Java } from './java.ts';
import type { Output } from './lines.ts';
import { runToEnd } from './run.ts';

const pom = join(import.meta.dir, '..', '..', 'kafka', 'pom.xml');
const goal = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies';
const sayEveryMs = 3000;

export const jarsFolder = (cache: string): string => join(cache, 'jars');
export const jarsArePresent = (cache: string): boolean => existsSync(jarsFolder(cache));

/** The class path of the broker; its jars are fetched by Maven when the cache has none. Throws `CannotStart`. */
export async function kafkaClassPath(cache: string, java: Java, out: Output): Promise<string> {
  if (!jarsArePresent(cache)) await download(cache, java, out);
  const jars = (await readdir(jarsFolder(cache))).filter((name) => name.endsWith('.jar')).toSorted();
  return jars.map((name) => join(jarsFolder(cache), name)).join(':');
}

/** Into a folder aside, renamed when complete: an interrupted download, or two at once, leave nothing half. */
async function download(cache: string, java: Java, out: Output): Promise<void> {
  const maven = Bun.which('mvn');
  if (!maven)
    throw new CannotStart(
      'Maven is not installed: install it (apt install maven, brew install maven), or set KAFKA_BROKERS.',
    );
  out.say(`Apache Kafka is fetched by Maven, once (about 43 MB into ${cache})`);
  const aside = await mkdtemp(join(cache, 'jars-'));
  try {
    const argv = [maven, '--batch-mode', '--strict-checksums', '-f', pom, goal, `-DoutputDirectory=${aside}`];
    const env = { ...process.env, JAVA_HOME: process.env.JAVA_HOME ?? dirname(dirname(await realPath(java.path))) };
    const { code, text } = await runToEnd({ argv, env, cwd: dirname(pom), take: progress(out) });
    if (code !== 0) throw new CannotStart(`Maven could not fetch Apache Kafka: ${reason(text)}`);
    await rename(aside, jarsFolder(cache)).catch((error: unknown) => {
      if (!jarsArePresent(cache)) throw error;
    });
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

const realPath = async (path: string): Promise<string> => (await import('node:fs/promises')).realpath(path);

function progress(out: Output): (line: string) => void {
  let files = 0;
  let kilobytes = 0;
  let saidAt = performance.now();
  return (line) => {
    const size = /Downloaded from .*\.jar \(([\d.]+) (B|kB|MB)/.exec(line);
    if (!size) return;
    files++;
    kilobytes += Number(size[1]) * ({ B: 0.001, kB: 1, MB: 1000 }[size[2] ?? 'kB'] ?? 1);
    if (performance.now() - saidAt < sayEveryMs) return;
    saidAt = performance.now();
    out.say(`Apache Kafka: ${files} files, ${(kilobytes / 1000).toFixed(0)} MB so far`);
  };
}

const reason = (text: string): string =>
  text
    .split('\n')
    .find((line) => line.startsWith('[ERROR]'))
    ?.slice(8) ||
  text.trim().split('\n').at(-1) ||
  'it said nothing';
