import { expect, test } from 'bun:test';
import { notes } from '../fixtures/notes.ts';

const { ask } = await notes();
const mebibyte = 1024 * 1024;
const form = (...fields: [string, string | Blob, string?][]): FormData => {
  const filled = new FormData();
  for (const [name, value, file] of fields)
    if (typeof value === 'string') filled.append(name, value);
    else filled.append(name, value, file ?? 'a.png');
  return filled;
};
const send = async (body: FormData | string, headers = {}) => {
  const { status, json } = await ask('POST', '/1/picture', { body, headers });
  return [status, json.code ?? json.text, ...(json.errors ?? [])];
};

test('a file reaches the handler, 5 MiB at most', async () => {
  expect(await send(form(['image', new Blob(['png'])]))).toEqual([200, 'a.png 3']);
  expect(await send(form(['image', new Blob([new Uint8Array(5 * mebibyte)])]))).toEqual([200, 'a.png 5242880']);
  expect(await send(form(['image', new Blob([new Uint8Array(5 * mebibyte + 1)])]))).toEqual([413, 'request.too_large']);
  expect(await send(form(['image', new Blob([new Uint8Array(9 * mebibyte)])]))).toEqual([413, 'request.too_large']);
});

test('a form with a missing, repeated, unknown or textual field is 422', async () => {
  const image = new Blob(['png']);
  expect(await send(form(['other', image]))).toEqual([
    422,
    'request.invalid',
    { path: 'image', message: 'is required' },
    { path: 'other', message: 'is not a known field' },
  ]);
  expect(await send(form(['image', image], ['image', image]))).toContainEqual({
    path: 'image',
    message: 'must be there once',
  });
  expect(await send(form(['image', 'text']))).toContainEqual({ path: 'image', message: 'must be a file' });
});

test('what is no form is 415 or 400', async () => {
  expect(await send('{}', { 'content-type': 'application/json' })).toEqual([415, 'request.unsupported_media_type']);
  expect(await send('{}', { 'content-type': 'multipart/form-data' })).toEqual([415, 'request.unsupported_media_type']);
  expect(await send('not a form', { 'content-type': 'multipart/form-data; boundary=x' })).toEqual([
    400,
    'request.unreadable',
  ]);
});
