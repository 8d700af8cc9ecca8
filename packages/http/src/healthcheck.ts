const withinMs = 3_000;

/** Asks a service of this machine whether it is ready, as a container's health check: throws what it said when it is not. */
export async function healthcheck({ host, port }: { host: string; port: number }): Promise<void> {
  const loopback = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '[::1]' : host;
  const answer = await fetch(`http://${loopback}:${port}/readyz`, { signal: AbortSignal.timeout(withinMs) });
  if (!answer.ok) throw new Error(`not ready: ${answer.status} ${await answer.text()}`);
}
