import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { TObject, TSchema } from '@sinclair/typebox';

interface Operation {
  auth: string;
  role?: string;
  params?: TObject;
  query?: TObject;
  body?: TSchema;
  problems: Record<string, readonly string[]>;
}

/** The generated contract module of every service there is. */
export interface ContractModule {
  contract: Record<string, Operation>;
  [schema: string]: unknown;
}

const folder = join(import.meta.dir, 'generated/http');

export const everyContract: Record<string, ContractModule> = Object.fromEntries(
  await Promise.all(
    globSync('*.ts', { cwd: folder }).map(async (file): Promise<[string, ContractModule]> => [
      basename(file, '.ts'),
      (await import(join(folder, file))) as ContractModule,
    ]),
  ),
);
