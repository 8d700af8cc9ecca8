import { Problem, type FieldError } from '@ecomm/runtime/problem';
import type { TSchema } from '@sinclair/typebox';
import { readBytes, tooLarge, unreadable, wrongType } from './body.ts';

const type = /^multipart\/form-data\s*;.*boundary=/i;
/** For boundaries, part headers and file names. */
const slackBytes = 64 * 1024;

/**
 * The files of a multipart/form-data body: each field of `schema` once, each at most `maxBytes`. Problems: 415 for
 * another media type, 413 for too much, 400 for what cannot be read, 422 for a missing, repeated or unknown field.
 */
export async function readFiles(request: Request, schema: TSchema, maxBytes: number): Promise<Record<string, File>> {
  const contentType = request.headers.get('content-type') ?? '';
  if (!type.test(contentType)) throw wrongType('multipart/form-data');
  const names = Object.keys((schema.properties ?? {}) as object);
  const bytes = await readBytes(request, maxBytes * names.length + slackBytes);
  const form = await parse(bytes, contentType);
  const files: Record<string, File> = {};
  const errors: FieldError[] = [];
  for (const name of names) {
    const [file, ...more] = form.getAll(name);
    if (!(file instanceof File))
      errors.push({ path: name, message: file === undefined ? 'is required' : 'must be a file' });
    else if (more.length > 0) errors.push({ path: name, message: 'must be there once' });
    else if (file.size > maxBytes) throw tooLarge(maxBytes);
    else files[name] = file;
  }
  for (const name of new Set(form.keys()))
    if (!names.includes(name)) errors.push({ path: name.slice(0, 100), message: 'is not a known field' });
  if (errors.length > 0) throw new Problem(422, 'request.invalid', 'The form is not as it should be.', { errors });
  return files;
}

async function parse(bytes: Uint8Array, contentType: string) {
  try {
    return await new Response(bytes as Uint8Array<ArrayBuffer>, {
      headers: { 'content-type': contentType },
    }).formData();
  } catch {
    throw unreadable('The body is no multipart form.');
  }
}
