export { seededRandom } from '@ecomm/runtime/seeded-random';

/** A seed for a part of a run, so that what one part draws changes nothing for the others. */
export const seedOf = (seed: number, part: string): number =>
  Number(Bun.hash.wyhash(part, BigInt(seed)) & 0xffff_ffffn);
