import { promisify } from 'node:util';
import { unzip, zstdDecompress } from 'node:zlib';
import { uncompress as unsnappy } from 'snappyjs';

/** What a batch may grow to: 64 times what the broker takes. One that would grow larger is a bomb. */
const maxOutputLength = 64 * 1024 * 1024;

/** The header of a record that stands for one that could not be decompressed; says why. */
export const undecodableHeader = 'ecomm-undecodable';

type Decompress = (batch: Buffer) => Promise<Buffer>;

/**
 * kafkajs' decompressors by the names of Kafka's codecs; it brings gzip alone. They never throw: kafkajs would stop the
 * whole group, at the same batch for ever. What can't be decompressed comes as records without content, each of which
 * becomes a dead letter; the first has the compressed batch as its value, so that nothing is lost.
 */
export const decompressors: Record<'GZIP' | 'Snappy' | 'LZ4' | 'ZSTD', Decompress> = {
  GZIP: orStandIns('gzip', (batch) => promisify(unzip)(batch, { maxOutputLength })),
  Snappy: orStandIns('snappy', async (batch) => Buffer.concat(snappyBlocks(batch))),
  // A native module, loaded by who meets it.
  LZ4: orStandIns('lz4', async (batch) => (await import('lz4-napi')).decompressFrame(batch)),
  ZSTD: orStandIns('zstd', (batch) => promisify(zstdDecompress)(batch, { maxOutputLength })),
};

function orStandIns(codec: string, decompress: Decompress): Decompress {
  return async (batch) => {
    try {
      const records = await decompress(batch);
      if (!holds(records, headOf(batch)?.count)) throw new Error('not the records it should hold');
      return records;
    } catch (error) {
      const head = headOf(batch);
      if (!head) throw error;
      const why = `compression ${codec}: ${error instanceof Error ? error.message : String(error)}`;
      return standIns(head, batch, why.slice(0, 500));
    }
  };
}

const xerialMagic = Buffer.from('\x82SNAPPY\0', 'latin1');

/** Java's producers write blocks with their lengths behind a header of 16 bytes (xerial's framing), others one bare block. */
function snappyBlocks(batch: Buffer): Buffer[] {
  if (!batch.subarray(0, xerialMagic.length).equals(xerialMagic)) return [unsnappy(batch, maxOutputLength)];
  const blocks: Buffer[] = [];
  for (let at = 16, left = maxOutputLength; at < batch.length;) {
    const end = at + 4 + batch.readInt32BE(at);
    const block = unsnappy(batch.subarray(at + 4, end), left);
    blocks.push(block);
    left -= block.length;
    at = end;
  }
  return blocks;
}

interface Head {
  count: number;
  lastOffsetDelta: number;
}

/** Of the record batch (format v2) whose compressed records kafkajs gives us: they lie behind its header, of 61 bytes. */
function headOf({ buffer, byteOffset }: Buffer): Head | undefined {
  if (byteOffset < 61) return undefined;
  const header = new DataView(buffer, byteOffset - 61, 61);
  if (header.getInt8(16) !== 2) return undefined;
  return { lastOffsetDelta: header.getInt32(23), count: header.getInt32(57) };
}

/** Whether kafkajs can cut `records` into `count` of them: it reads beyond the end and fails there. */
function holds(records: Buffer, count = 0): boolean {
  let at = 0;
  for (let n = 0; n < count; n += 1) {
    let size = 0;
    for (let shift = 0, more = true; more && shift < 35; shift += 7) {
      const byte = records[at++] ?? 0;
      size |= (byte & 0x7f) << shift;
      more = byte >= 0x80;
    }
    const length = size % 2 === 0 ? size / 2 : -1;
    at += length;
    if (length < smallestRecord || at > records.length) return false;
  }
  return true;
}

/** Six fields of at least a byte each. */
const smallestRecord = 6;

/** As many records as `batch` has, at their offsets: no keys, and no values but the first one's, which is the batch. */
function standIns({ count, lastOffsetDelta }: Head, batch: Buffer, why: string): Buffer {
  const header = [varint(1), text(undecodableHeader), text(why)];
  return Buffer.concat(
    Array.from({ length: count }, (_, n) => {
      const delta = n === count - 1 ? lastOffsetDelta : n;
      const value = n === 0 ? [varint(batch.length), batch] : [varint(-1)];
      const record = Buffer.concat([Buffer.alloc(2), varint(delta), varint(-1), ...value, ...header]);
      return Buffer.concat([varint(record.length), record]);
    }),
  );
}

const text = (value: string): Buffer => Buffer.concat([varint(Buffer.byteLength(value)), Buffer.from(value)]);

/** Zigzag, seven bits a byte, as Protocol Buffers have it. */
function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = ((value << 1) ^ (value >> 31)) >>> 0;
  for (; rest >= 0x80; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  return Buffer.from([...bytes, rest]);
}
