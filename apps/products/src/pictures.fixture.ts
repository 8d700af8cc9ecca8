/** Headers of pictures, as far as a reader of headers looks; sizes in pixels. */

const u16 = (value: number): number[] => [value >> 8, value & 0xff];
const u32 = (value: number): number[] => [...u16(value >>> 16), ...u16(value & 0xffff)];
const ascii = (text: string): number[] => [...Buffer.from(text, 'latin1')];

export const png = (width: number, height: number): Uint8Array<ArrayBuffer> =>
  Uint8Array.from([
    0x89,
    ...ascii('PNG\r\n\x1a\n'),
    ...u32(13),
    ...ascii('IHDR'),
    ...u32(width),
    ...u32(height),
    8,
    2,
    0,
    0,
    0,
    ...u32(0),
  ]);

export const jpeg = (width: number, height: number): Uint8Array<ArrayBuffer> =>
  Uint8Array.from([
    ...ascii('\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0'),
    ...ascii('\xff\xc0\0\x11\x08'),
    ...u16(height),
    ...u16(width),
    ...ascii('\x03\x01\x22\0\x02\x11\x01\x03\x11\x01\xff\xd9'),
  ]);

const little24 = (value: number): number[] => [value & 0xff, (value >> 8) & 0xff, value >> 16];

export const webp = (width: number, height: number): Uint8Array<ArrayBuffer> =>
  Uint8Array.from([
    ...ascii('RIFF\x16\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0'),
    ...little24(width - 1),
    ...little24(height - 1),
  ]);

export const gif: Uint8Array<ArrayBuffer> = Uint8Array.from([...ascii('GIF89a'), 3, 0, 2, 0, 0, 0, 0]);
export const svg: Uint8Array<ArrayBuffer> = Uint8Array.from(
  ascii('<svg xmlns="http://www.w3.org/2000/svg" width="3" height="2"/>'),
);
