import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { InputError } from './errors';

/**
 * Writes a file whole or not at all: to a temporary name beside it, then renamed. Makes its folder.
 * @throws InputError when the system does not let it be written
 */
export function writeAtomically(path: string, content: string | Uint8Array): void {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(temporary, content);
    renameSync(temporary, path);
  } catch (error) {
    if (existsSync(temporary)) rmSync(temporary);
    const { code, syscall } = error as NodeJS.ErrnoException;
    throw new InputError(`cannot be written (${code} at ${syscall})`, path, 'a place where files can be written');
  }
}
