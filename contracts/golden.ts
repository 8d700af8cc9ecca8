import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** An event as it was once sent: what every consumer of today must still be able to read. */
export interface GoldenRecord {
  /** `order.created/1/full` */
  name: string;
  type: string;
  version: number;
  topic: string;
  key: string;
  headers: Record<string, string>;
  /** The record's value: JSON. */
  value: string;
}

const folder = join(import.meta.dir, 'golden');

/** The golden corpus (golden/README.md), or the part of it that is of these types; sorted. For tests. */
export function goldenRecords(types?: readonly string[]): GoldenRecord[] {
  const paths = globSync('*/*/*.json', { cwd: folder }).map((path) => path.replaceAll('\\', '/').replace('.json', ''));
  return paths
    .toSorted()
    .map(read)
    .filter(({ type }) => types?.includes(type) ?? true);
}

function read(name: string): GoldenRecord {
  const [type = '', version] = name.split('/');
  const { topic, key, headers, value } = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as Omit<
    GoldenRecord,
    'value'
  > & { value: object };
  return { name, type, version: Number(version), topic, key, headers, value: JSON.stringify(value) };
}
