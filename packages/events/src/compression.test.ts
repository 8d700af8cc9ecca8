import { expect, test } from 'bun:test';
import { decompressors } from './compression.ts';

/** `records` behind the header of a record batch that says there are `count` of them. */
function batchOf(records: Buffer, count: number): Buffer {
  const batch = Buffer.concat([Buffer.alloc(61), records]);
  batch.writeInt8(2, 16);
  batch.writeInt32BE(count - 1, 23);
  batch.writeInt32BE(count, 57);
  return batch.subarray(61);
}

const garbage = Buffer.from('\x82SNAPPY\0 neither this nor that');

test.each(['GZIP', 'Snappy', 'LZ4', 'ZSTD'] as const)(
  'garbage for %s is never thrown into the client',
  async (codec) => {
    const standIns = await decompressors[codec](batchOf(garbage, 200));
    expect(standIns.toString().split(`compression ${codec.toLowerCase()}: `)).toHaveLength(201);
    expect(standIns.includes(garbage)).toBe(true);
  },
);

test('what decompresses well into something else than its records is not thrown into the client either', async () => {
  const batch = batchOf(Buffer.from(Bun.gzipSync('no records')), 3);
  expect(String(await decompressors.GZIP(batch))).toContain('compression gzip: not the records it should hold');
});

test('snappy without Java’s framing is read too', async () => {
  const record = Buffer.from([14, 0, 0, 0, 1, 2, 65, 0]);
  const literal = Buffer.concat([Buffer.from([record.length, (record.length - 1) << 2]), record]);
  expect(await decompressors.Snappy(batchOf(literal, 1))).toEqual(record);
});
