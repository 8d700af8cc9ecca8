import { join } from 'node:path';
import { startScript } from '@ecomm/tools/shop/script-process';
import type { Shop } from '@ecomm/tools/shop/shop';
import { databasePool } from '../shop/bench-shop.ts';

/** The bare server as a process of its own, over the products of the shop. */
export async function startBareServer({ databaseUrl }: Shop, cleanup: AsyncDisposableStack) {
  const args = [`${databaseUrl}/products`, String(databasePool)];
  const running = await startScript({ path: join(import.meta.dir, 'bare-server.ts'), args }, cleanup);
  return { name: 'a bare server', ...running };
}
