import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { InputError } from './errors';
import { explain, formatPath, mostTelling } from './issue';

/**
 * Reads a JSON file (UTF-8, with or without a byte-order mark) and checks it.
 * @throws InputError that names the file and, where a value is wrong, its path inside the JSON
 */
export function readJson<S extends z.ZodType>(path: string, schema: S): z.output<S> {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new InputError(code === 'ENOENT' ? 'no such file' : `cannot be read (${code})`, path, 'a JSON file');
  }
  let value: unknown;
  try {
    value = JSON.parse(decode(bytes, path));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new InputError(`not valid JSON: ${error.message}`, path);
  }
  return check(schema, value, path);
}

function decode(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const isUtf16 = ['fffe', 'feff'].includes(Buffer.from(bytes.subarray(0, 2)).toString('hex'));
    throw new InputError(
      `not valid JSON: ${isUtf16 ? 'text in UTF-16' : 'not text in UTF-8'}`,
      path,
      'a JSON file in UTF-8',
    );
  }
}

/**
 * Checks a value against a schema and completes its defaults.
 * @throws InputError that names `where` and the path of the first wrong value
 */
export function check<S extends z.ZodType>(schema: S, value: unknown, where: string): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const { message, path } = explain(mostTelling(result.error.issues), schema, value);
  throw new InputError(message, path.length ? `${where}, at ${formatPath(path)}` : where);
}
