import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { InputError } from './errors';

/**
 * Reads a JSON file and checks it.
 * @throws InputError that names the file and, where a value is wrong, its path inside the JSON
 */
export function readJson<S extends z.ZodType>(path: string, schema: S): z.output<S> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new InputError(code === 'ENOENT' ? 'no such file' : `cannot be read (${code})`, path, 'a JSON file');
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    // The message quotes the file, which may be anything: a line break or a terminal's control character, for one.
    throw new InputError(`not valid JSON: ${(error as SyntaxError).message.replace(/\p{Cc}+/gu, ' ')}`, path);
  }
  return check(schema, value, path);
}

/**
 * Checks a value against a schema and completes its defaults.
 * @throws InputError that names `where` and the path of the first wrong value
 */
export function check<S extends z.ZodType>(schema: S, value: unknown, where: string): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const path = issue.path.map(String).join('.');
  const known = issue.code === 'unrecognized_keys' && !path && schema instanceof z.ZodObject && schema.shape;
  throw new InputError(
    issue.message,
    path ? `${where}, at ${path}` : where,
    known ? `one of ${Object.keys(known).join(', ')}` : undefined,
  );
}
