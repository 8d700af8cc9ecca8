import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Bytes by kind of file. */
export interface BundleSize {
  code: number;
  gzipped: number;
  native: number;
  maps: number;
  /** Everything, what is none of these too. */
  all: number;
}

/** What a bundle weighs. */
export async function measureBundle(out: string): Promise<BundleSize> {
  const size: BundleSize = { code: 0, gzipped: 0, native: 0, maps: 0, all: 0 };
  for (const file of await readdir(out, { recursive: true, withFileTypes: true })) {
    if (!file.isFile()) continue;
    const bytes = await Bun.file(join(file.parentPath, file.name)).bytes();
    size.all += bytes.length;
    if (file.name.endsWith('.node')) size.native += bytes.length;
    if (file.name.endsWith('.map')) size.maps += bytes.length;
    if (file.parentPath !== join(out, 'bin') || !file.name.endsWith('.js')) continue;
    size.code += bytes.length;
    size.gzipped += Bun.gzipSync(bytes).length;
  }
  return size;
}

export const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(2)} MB`;

export const sizeLine = ({ code, gzipped, native, maps, all }: BundleSize): string =>
  `code ${megabytes(code)} (${megabytes(gzipped)} gzipped), native ${megabytes(native)}, maps ${megabytes(maps)}, all ${megabytes(all)}`;
