import { expect, test } from 'bun:test';
import { Problem } from '@ecomm/runtime/problem';
import { readPicture } from './picture.ts';
import { gif, jpeg, png, svg, webp } from './pictures.fixture.ts';

const refusal = (bytes: Uint8Array): Problem => {
  try {
    readPicture(bytes);
  } catch (error) {
    return error as Problem;
  }
  throw new Error('it was taken');
};

test.each([
  ['png', png(3, 2), 'image/png'],
  ['jpg', jpeg(3, 2), 'image/jpeg'],
  ['webp', webp(3, 2), 'image/webp'],
] as const)('%s is told by its bytes, with its size', (extension, bytes, contentType) => {
  expect(readPicture(bytes)).toMatchObject({ extension, contentType, width: 3, height: 2 });
});

test.each([
  ['SVG', svg],
  ['GIF', gif],
  ['HTML', Buffer.from('<!doctype html><script>alert(1)</script>')],
  ['nothing', new Uint8Array()],
  ['a PNG cut off', png(3, 2).slice(0, 12)],
  ['a JPEG cut off', jpeg(3, 2).slice(0, 6)],
  ['noise', crypto.getRandomValues(new Uint8Array(1000))],
])('%s is no picture: 415', (_, bytes) => {
  expect(refusal(bytes)).toMatchObject({ status: 415, code: 'image.unsupported' });
});

test.each([
  ['a bomb', png(60_000, 60_000)],
  ['too wide', jpeg(20_000, 10)],
  ['too many pixels', png(9_000, 9_000)],
  ['no height', png(10, 0)],
])('%s is refused by its header alone: 422', (_, bytes) => {
  expect(refusal(bytes)).toMatchObject({ status: 422, code: 'request.invalid' });
});

test('more than 5 MiB is 413, 5 MiB is not', () => {
  const padded = (size: number) => Buffer.concat([png(3, 2), Buffer.alloc(size)]).subarray(0, size);
  expect(refusal(padded(5 * 1024 * 1024 + 1))).toMatchObject({ status: 413, code: 'image.too_large' });
  expect(readPicture(padded(5 * 1024 * 1024)).extension).toBe('png');
});
