import { Problem } from '@ecomm/runtime/problem';
import { disableTypes, imageSize, types } from 'image-size';

export interface Picture {
  bytes: Uint8Array;
  contentType: 'image/png' | 'image/jpeg' | 'image/webp';
  extension: 'png' | 'jpg' | 'webp';
  /** Pixels. */
  width: number;
  height: number;
}

const kinds = {
  png: { contentType: 'image/png', extension: 'png' },
  jpg: { contentType: 'image/jpeg', extension: 'jpg' },
  webp: { contentType: 'image/webp', extension: 'webp' },
} as const;

disableTypes(types.filter((type) => !(type in kinds)));

const bytesMax = 5 * 1024 * 1024;
const sideMax = 10_000;
const pixelsMax = 40_000_000;

/**
 * What `bytes` are, told by themselves and never by their name or declared type: the header is read, nothing is decoded.
 * 413 `image.too_large` over 5 MiB, 415 `image.unsupported` for all but PNG, JPEG and WebP, 422 for more than 10,000 pixels
 * a side or 40 million in all, as a picture of few bytes may unfold to gigabytes in a browser.
 */
export function readPicture(bytes: Uint8Array): Picture {
  if (bytes.byteLength > bytesMax) throw new Problem(413, 'image.too_large', 'A picture has at most 5 MiB.');
  const { type, width, height } = header(bytes);
  const kind = kinds[type as keyof typeof kinds];
  if (!kind) throw unsupported();
  if (!isSensible(width) || !isSensible(height) || width * height > pixelsMax) {
    const message = `must be 1 to ${sideMax} pixels a side and at most ${pixelsMax / 1e6} million in all`;
    throw new Problem(422, 'request.invalid', `The picture ${message}.`, { errors: [{ path: 'image', message }] });
  }
  return { bytes, ...kind, width, height };
}

const isSensible = (side: number): boolean => Number.isInteger(side) && side >= 1 && side <= sideMax;

function header(bytes: Uint8Array): ReturnType<typeof imageSize> {
  try {
    return imageSize(bytes);
  } catch (error) {
    throw unsupported(error);
  }
}

const unsupported = (cause?: unknown): Problem =>
  new Problem(415, 'image.unsupported', 'A picture is PNG, JPEG or WebP.', { cause });
