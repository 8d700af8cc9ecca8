import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Manifest {
  name: string;
  version: string;
  scripts: Record<string, string>;
}

/** What a bundle of this app starts with, and is named after: what its package.json's scripts run of `src`. */
export function entriesOf(app: string): { service: string; version: string; files: string[] } {
  const { name, version, scripts } = JSON.parse(readFileSync(join(app, 'package.json'), 'utf8')) as Manifest;
  const files = Object.values(scripts).flatMap((script) => /^bun (src\/[\w-]+\.ts)$/.exec(script)?.[1] ?? []);
  if (!files.includes('src/main.ts')) throw new Error(`${name} has no script "start": "bun src/main.ts"`);
  return { service: name.replace('@ecomm/', ''), version, files: files.map((file) => join(app, file)) };
}
