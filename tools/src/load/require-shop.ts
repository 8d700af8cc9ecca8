import { CannotStart } from '../shop/cannot-start.ts';
import { variableOf, type UrlOf } from '../shop/find-urls.ts';
import type { Service } from '../shop/services.ts';

const answeredWithinMs = 5_000;

/** Throws with the way out unless each of these services answers and says that it serves. */
export async function requireShop(asked: readonly Service[], urlOf: UrlOf): Promise<void> {
  const complaints = await Promise.all(asked.map((service) => complaintOf(service, urlOf(service))));
  const found = complaints.filter((complaint) => complaint !== undefined);
  if (found.length > 0)
    throw new CannotStart(`${found.join('\n')}\nStart the shop first, in another terminal: bun run start`);
}

async function complaintOf(service: Service, url: string): Promise<string | undefined> {
  try {
    const { ok, status } = await fetch(`${url}/health`, { signal: AbortSignal.timeout(answeredWithinMs) });
    return ok ? undefined : `${service} says at ${url}/health that it does not serve (${status}).`;
  } catch {
    return `${service} does not answer at ${url}, where ${variableOf(service)} or --url ${service}=… can say otherwise.`;
  }
}
