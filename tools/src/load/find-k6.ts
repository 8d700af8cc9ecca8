import { homedir } from 'node:os';
import { join } from 'node:path';
import { CannotStart } from '../shop/cannot-start.ts';
import type { Env } from '../shop/port-plan.ts';

/** k6 by K6_PATH, on PATH, or where `go install` puts it. Undefined when there is none. */
export function findK6(env: Env): string | undefined {
  if (env.K6_PATH) return Bun.which(env.K6_PATH, { PATH: env.PATH ?? '' }) ?? undefined;
  const ofGo = [env.GOBIN, join(env.GOPATH || join(env.HOME || homedir(), 'go'), 'bin')].filter(Boolean);
  return Bun.which('k6', { PATH: [env.PATH, ...ofGo].join(':') }) ?? undefined;
}

/** The same; throws with how to get it. */
export function requireK6(env: Env): string {
  const found = findK6(env);
  if (found !== undefined) return found;
  throw new CannotStart(
    `${env.K6_PATH ? `K6_PATH is ${env.K6_PATH}, which is no program.` : 'There is no k6 on this machine.'} Get it, or run it in Docker:
  go install go.k6.io/k6@latest    (it is found in ~/go/bin, too)
  docker run --rm -i --network host --user "$(id -u)" -v "$PWD:/shop" -w /shop grafana/k6 run load/smoke.ts
Other ways: https://grafana.com/docs/k6/latest/set-up/install-k6/. K6_PATH names one that is not on PATH.`,
  );
}
