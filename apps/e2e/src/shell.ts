import type { TestShop } from './shop.fixture.ts';

/** Runs printed commands in bash as they stand, but for this shop's addresses; gives what they print. Throws when one fails. */
export async function shell(shop: TestShop, script: string, env: Record<string, string> = {}): Promise<string> {
  const ports: Record<string, string> = {
    3001: shop.url('users'),
    3002: shop.url('products'),
    3003: shop.url('orders'),
    3004: shop.url('payments'),
    3005: shop.url('notifications'),
  };
  const here = script
    .replaceAll(/http:\/\/localhost:(300\d)/g, (_, port: string) => ports[port]!)
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
