import type { OpenApi, Schema } from './documents.ts';

/** One event as declared, its payload's schema with named parts in `$defs`. */
export interface ContractEvent {
  type: string;
  topic: string;
  key: string;
  owner: string;
  version: number;
  /** `OrderCreated` */
  model: string;
  schema: Schema;
}

/** What the services promise, at one moment. */
export interface Contracts {
  /** By service: `orders`. */
  documents: Record<string, OpenApi>;
  events: ContractEvent[];
  /** Folder of the .proto files, each where its package says. */
  protos: string;
  /** Golden files: `order.created/1/plain.json` → text. */
  golden: Map<string, string>;
}
