import { CannotStart } from '../shop/cannot-start.ts';

const isLoopback = (host: string): boolean => /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(host);

/** Throws unless each of these is on this machine, or on a host that was named as one that may be loaded. */
export function requireOwn(urls: readonly string[], allowedHosts: readonly string[]): void {
  for (const url of urls) {
    if (!URL.canParse(url)) throw new CannotStart(`"${url}" is no URL: http://localhost:3002.`);
    const { hostname } = new URL(url);
    if (isLoopback(hostname) || allowedHosts.includes(hostname)) continue;
    throw new CannotStart(
      `${url} is not on this machine. A load test takes a shop's capacity, signs up accounts and places orders:\n` +
        `if it is yours to load, say so with --allow-host ${hostname}.`,
    );
  }
}
