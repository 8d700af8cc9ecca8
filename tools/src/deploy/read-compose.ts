import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { root as here } from '../suite/projects.ts';

export interface ComposeService {
  image: string;
  build?: { args: Record<string, string> };
  command?: string[];
  environment?: Record<string, string | number>;
  depends_on?: string[] | Record<string, { condition: string }>;
  volumes?: string[];
  ports?: string[];
  profiles?: string[];
  healthcheck?: { disable?: boolean };
  deploy?: { resources: { limits: { cpus: string; memory: string } } };
}

export interface Compose {
  services: Record<string, ComposeService>;
  volumes: Record<string, unknown>;
}

type Env = Readonly<Record<string, string | undefined>>;

/** docker-compose.yml as Compose reads it, variables put in from `env`: anchors merged, `${NAME:-default}` resolved. */
export function readCompose(env: Env = {}, root: string = here): Compose {
  const text = readFileSync(join(root, 'docker-compose.yml'), 'utf8');
  return resolve(parse(text, { merge: true, maxAliasCount: -1 }), env) as Compose;
}

/** The variables that docker-compose.yml takes from the environment of whoever runs it. */
export function composeVariables(root: string = here): string[] {
  const text = readFileSync(join(root, 'docker-compose.yml'), 'utf8');
  return [...new Set(Array.from(text.matchAll(reference), ([, name = '']) => name))].toSorted();
}

const reference = /\$\{([A-Z][A-Z0-9_]*)(?:(:?)-([^}]*))?\}/g;

function resolve(value: unknown, env: Env): unknown {
  if (typeof value === 'string')
    return value.replaceAll(reference, (_, name: string, colon: string, fallback = '') => {
      const given = env[name];
      return given === undefined || (given === '' && colon === ':') ? fallback : given;
    });
  if (Array.isArray(value)) return value.map((one) => resolve(one, env));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, resolve(one, env)]));
}

/** `a` and `b` of `depends_on: [a, b]` or `depends_on: { a: …, b: … }`. */
export const needsOf = ({ depends_on = [] }: ComposeService): string[] =>
  Array.isArray(depends_on) ? depends_on : Object.keys(depends_on);
