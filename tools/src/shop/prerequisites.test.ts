import { expect, test } from 'bun:test';
import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { chooseBroker } from './broker.ts';
import { findJava } from './java.ts';
import { requireDisk, requirePlatform } from './prerequisites.ts';
import { refusal, temporaryFolder } from './processes.fixture.ts';

const folder = await temporaryFolder();

/** A PATH folder that holds just these commands: name → shell script. */
async function commands(scripts: Record<string, string>): Promise<Record<string, string>> {
  const path = join(folder, crypto.randomUUID());
  await mkdir(path);
  for (const [name, script] of Object.entries(scripts)) {
    await Bun.write(join(path, name), `#!/bin/sh\n${script}\n`);
    await chmod(join(path, name), 0o755);
  }
  return { PATH: path, XDG_CACHE_HOME: folder };
}

const java = (version: string): string => `echo 'openjdk version "${version}" 2025-04-15' >&2`;

test('set brokers are used, whatever else there is', async () => {
  expect(await chooseBroker({ KAFKA_BROKERS: 'kafka:9092' })).toEqual({ kind: 'given', brokers: 'kafka:9092' });
});

test('a Docker engine that answers means Redpanda', async () => {
  expect(await chooseBroker(await commands({ docker: 'exit 0', java: java('21'), mvn: '' }))).toEqual({
    kind: 'redpanda',
  });
});

test('a Docker client without an engine, or with one that does not answer in time, means Apache Kafka', async () => {
  const kafka = { kind: 'kafka', java: { version: '21.0.1' } };
  expect(await chooseBroker(await commands({ docker: 'exit 1', java: java('21.0.1'), mvn: '' }))).toMatchObject(kafka);
  const slow = await commands({ docker: 'exec /bin/sleep 60', java: java('21.0.1'), mvn: '' });
  expect(await chooseBroker(slow)).toMatchObject(kafka);
});

test('neither: it stops with the choices and the command for each', async () => {
  const message = await refusal(chooseBroker(await commands({})));
  expect(message).toMatch(/Docker is not installed; Java is not installed/);
  expect(message).toMatch(/apt install openjdk-17-jre-headless maven/);
  expect(message).toMatch(/systemctl start docker/);
  expect(message).toMatch(/KAFKA_BROKERS=host:9092 bun run start/);
});

test('Java without Maven, and a wish that cannot be granted, are named', async () => {
  expect(await refusal(chooseBroker(await commands({ java: java('21') }), 'kafka'))).toMatch(/Maven is not installed/);
  expect(await refusal(chooseBroker(await commands({ java: java('21'), mvn: '' }), 'redpanda'))).toMatch(
    /Redpanda needs Docker: Docker is not installed/,
  );
});

test('a Java that is too old is named with its version', async () => {
  expect(await findJava(await commands({ java: java('1.8.0_392') }))).toMatch(/is Java 1.8.0_392, older than 17/);
  expect(await findJava(await commands({ java: java('17') }))).toMatchObject({ version: '17' });
  expect(await findJava({ PATH: '/nowhere', JAVA_HOME: '/nowhere' })).toMatch(/\/nowhere\/bin\/java does not run/);
});

test('an unsupported system is named with the way out', () => {
  expect(() => requirePlatform('win32-x64', false)).toThrow(/WSL/);
  expect(() => requirePlatform('linux-riscv64', false)).toThrow(/linux-riscv64 is not supported .*DATABASE_URL/);
  expect(() => requirePlatform('linux-x64', true)).toThrow(/Alpine/);
  expect(() => requirePlatform('darwin-arm64', false)).not.toThrow();
});

test('a folder that cannot be written stops it', async () => {
  const file = join(folder, 'a-file');
  await Bun.write(file, '');
  expect(await refusal(requireDisk(join(file, 'data')))).toMatch(/a-file\/data cannot be written \(ENOTDIR\)/);
  await requireDisk(join(folder, 'new', 'folder'));
});
