import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root as here } from '../suite/projects.ts';

/** A variable as .env.example shows it: `USERS_PORT=3001  # why`, behind a `#` when it is set by nobody who does not need it. */
export interface Example {
  name: string;
  value: string;
  isSet: boolean;
  comment: string;
  /** The heading above it: `Traces`. */
  section: string;
}

export function readEnvExample(root: string = here): Example[] {
  const lines = readFileSync(join(root, '.env.example'), 'utf8').split('\n');
  let section = '';
  return lines.flatMap((line) => {
    section = /^# ── (.+?) ─+$/.exec(line)?.[1] ?? section;
    const [, hash, name = '', value = '', comment = ''] =
      /^(# ?)?([A-Z][A-Z0-9_]+)=(\S*)(?:\s+(?:# ?)?(.*))?$/.exec(line) ?? [];
    return name ? [{ name, value, isSet: hash === undefined, comment, section }] : [];
  });
}
