import { Problem } from '@ecomm/runtime/problem';
import { withDeadline } from './deadline.ts';

const jsonType = /^application\/json\s*(?:;\s*charset\s*=\s*"?utf-8"?\s*)?$/i;
const depthMax = 64;
const arrivalMs = 10_000;

/**
 * The JSON value of a request's body (behaviour §2). Problems: 415 for another media type or any content encoding, 413
 * above `maxBytes`, 400 `request.unreadable` for invalid UTF-8 or JSON, nesting over 64 levels, or a body that takes over 10 s.
 */
export async function readJson(request: Request, maxBytes: number): Promise<unknown> {
  const type = request.headers.get('content-type');
  if (type !== 'application/json' && !jsonType.test(type ?? '')) throw wrongType('application/json');
  const bytes = await readBytes(request, maxBytes);
  if (isTooDeep(bytes)) throw unreadable(`The JSON is nested deeper than ${depthMax} levels.`);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw unreadable('The body is not JSON in UTF-8.');
  }
}

/** The bytes of a body, counted while they come: neither its length header nor its sender is believed. */
export async function readBytes(request: Request, maxBytes: number): Promise<Uint8Array> {
  const encoding = request.headers.get('content-encoding');
  if (encoding !== null && encoding !== 'identity')
    throw new Problem(415, 'request.unsupported_media_type', 'Send the body without a content encoding.');
  const length = request.headers.get('content-length');
  if (Number(length) > maxBytes) throw tooLarge(maxBytes);
  try {
    // The server itself ends a body at its declared length.
    return await withDeadline(length === null ? collect(request.body, maxBytes) : request.bytes(), arrivalMs, late);
  } catch (error) {
    throw error instanceof Problem ? error : unreadable('The body did not arrive whole.');
  }
}

async function collect(stream: ReadableStream<Uint8Array> | null, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  if (!stream) return new Uint8Array();
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.byteLength;
    if (size > maxBytes) throw tooLarge(maxBytes); // leaving the loop cancels the stream
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

/** Looks at brackets outside of strings: a parser that recurses would fall over what is too deep. */
function isTooDeep(bytes: Uint8Array): boolean {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (inString) {
      if (byte === 0x5c) at += 1;
      else if (byte === 0x22) inString = false;
    } else if (byte === 0x22) inString = true;
    else if (byte === 0x5b || byte === 0x7b) {
      depth += 1;
      if (depth > depthMax) return true;
    } else if (byte === 0x5d || byte === 0x7d) depth -= 1;
  }
  return false;
}

const late = (): Problem => unreadable('The body did not arrive in time.');
export const unreadable = (detail: string): Problem => new Problem(400, 'request.unreadable', detail);
export const wrongType = (wanted: string): Problem =>
  new Problem(415, 'request.unsupported_media_type', `The content type must be ${wanted}.`);
export const tooLarge = (maxBytes: number): Problem =>
  new Problem(413, 'request.too_large', `The body is larger than ${maxBytes} bytes.`);
