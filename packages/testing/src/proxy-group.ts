import { calm } from './proxy-link.ts';
import { proxy, type Proxy } from './proxy.ts';

/**
 * A proxy for each of `targets` (host:port), all in one mood, used as one: what is done, is done to all. `url` lists their
 * addresses, with commas.
 */
export async function proxyGroup(targets: readonly string[]): Promise<Proxy> {
  const mood = calm();
  const all = await Promise.all(targets.map((target) => proxy(target, mood)));
  const [first] = all;
  if (!first) throw new Error('a group of proxies needs a target');
  const each = (act: (one: Proxy) => void) => (): void => all.forEach(act);
  return {
    port: first.port,
    url: all.map(({ port }) => `127.0.0.1:${port}`).join(),
    cut: each((one) => one.cut()),
    reset: each((one) => one.reset()),
    down: each((one) => one.down()),
    up: async () => void (await Promise.all(all.map((one) => one.up()))),
    hold: each((one) => one.hold()),
    holdCurrent: each((one) => one.holdCurrent()),
    release: each((one) => one.release()),
    connections: () => all.reduce((sum, one) => sum + one.connections(), 0),
    close: async () => void (await Promise.all(all.map((one) => one.close()))),
    // One mood: what one of them is told, all do.
    latency: first.latency,
    lossy: first.lossy,
    cutAt: first.cutAt,
    seen: first.seen,
  };
}
