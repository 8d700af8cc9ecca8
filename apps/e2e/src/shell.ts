import { serviceNames, services } from '@ecomm/tools/shop/services';
import type { TestShop } from './shop.fixture.ts';

/** Runs printed commands in bash as they stand, but for this shop's addresses; gives what they print. Throws when one fails. */
export async function shell(shop: TestShop, script: string, env: Record<string, string> = {}): Promise<string> {
  const urls = new Map(serviceNames.map((service) => [String(services[service].http), shop.url(service)]));
  const here = script
    .replaceAll(/http:\/\/localhost:(3\d{3})/g, (url, port: string) => urls.get(port) ?? url)
    .replaceAll('npx -y bun@1.4.5', 'bun');
  const child = Bun.spawn(['bash', '-euo', 'pipefail', '-c', here], {
    cwd: `${import.meta.dir}/../../..`,
    env: { ...process.env, KAFKA_BROKERS: shop.kafkaBrokers, KAFKA_PREFIX: shop.prefix, ...env },
    stdout: 'pipe',
    stderr: 'pipe',
  });
  const [out, complaints, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  if (code !== 0) throw new Error(`exit code ${code} of:\n${here}\n${out}\n${complaints}`);
  return out;
}
