import { randomBytes } from 'node:crypto';
import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { InputError } from './errors';

/** @throws InputError when there is no such file, or it cannot be read */
export function readBytes(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new InputError(code === 'ENOENT' ? 'no such file' : `cannot be read (${code})`, path);
  }
}

/**
 * Writes a file whole or not at all: under another name in the same folder first, then renamed. Makes the folder.
 * A link stays a link, and the file it leads to is written; a device, a pipe or one of this process's own descriptors
 * (`/dev/stdout`) is written into.
 * @throws InputError when it cannot be written
 */
export function writeAtomically(path: string, content: string | Uint8Array): void {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  explained(path, () => {
    const target = targetOf(path);
    switch (target.kind) {
      case 'descriptor':
        return writeAll(target.descriptor, bytes);
      case 'stream':
        return withOpen(target.path, 'w', (file) => writeAll(file, bytes));
      case 'file':
        makeFolder(dirname(target.path));
        return replace(target.path, bytes, target.mode);
    }
  });
}

/**
 * Finds out whether a file can be written, so that this is known before hours of training and not after them.
 * Leaves nothing behind, not even the file's folder.
 * @throws InputError as `writeAtomically` does
 */
export function checkWritable(path: string): void {
  explained(path, () => {
    const target = targetOf(path);
    if (target.kind === 'descriptor') return;
    if (target.kind === 'stream') return accessSync(target.path, constants.W_OK);
    const temporary = join(nearestFolder(dirname(target.path)), temporaryName());
    closeSync(openSync(temporary, 'wx'));
    rmSync(temporary);
  });
}

/** Makes a folder and those above it. Node's own recursive form never returns where the system refuses oddly (/proc). */
export function makeFolder(path: string): void {
  if (isFolder(path)) return;
  makeFolder(dirname(resolve(path)));
  try {
    mkdirSync(path);
  } catch (error) {
    // Another process may have made it meanwhile.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || !isFolder(path)) throw error;
  }
}

/** Where what is written to a path ends up. */
type Target =
  | { readonly kind: 'descriptor'; readonly descriptor: number }
  | { readonly kind: 'stream'; readonly path: string }
  /** `mode` holds the permissions of the file that is there already. */
  | { readonly kind: 'file'; readonly path: string; readonly mode?: number };

function targetOf(path: string): Target {
  const end = followLinks(path);
  if (typeof end === 'number') return { kind: 'descriptor', descriptor: end };
  const stats = statsOf(end);
  if (stats?.isDirectory()) throw new Problem('a folder is there', 'the path of a file');
  if (!stats) return { kind: 'file', path: end };
  if (!stats.isFile()) return { kind: 'stream', path: end };
  accessSync(end, constants.W_OK);
  return { kind: 'file', path: end, mode: stats.mode & 0o777 };
}

/** The path at the end of a chain of links, whether a file is there or not; or a descriptor of this process. */
function followLinks(path: string): string | number {
  let at = resolve(path);
  for (let links = 0; links < 40; links++) {
    const folder = statsOf(dirname(at)) ? realpathSync(dirname(at)) : dirname(at);
    at = join(folder, basename(at));
    const [, descriptor] = new RegExp(`^(?:/proc/${process.pid}|/dev)/fd/(\\d+)$`).exec(at) ?? [];
    if (descriptor) return Number(descriptor);
    let link: string;
    try {
      link = readlinkSync(at);
    } catch {
      return at;
    }
    at = resolve(folder, link);
  }
  throw new Problem('its links lead round in a circle', 'the path of a file');
}

function replace(path: string, bytes: Uint8Array, mode?: number): void {
  const folder = dirname(path);
  removeAbandoned(folder);
  const temporary = join(folder, temporaryName());
  try {
    withOpen(temporary, 'wx', (file) => {
      if (mode !== undefined) fchmodSync(file, mode);
      writeAll(file, bytes);
      // Without this, a crash of the machine can leave the new name with an empty file.
      fsyncSync(file);
    });
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** By chance and not by the process's number, which in containers is often 1. */
function temporaryName(): string {
  return `.ledgerwalk-${randomBytes(8).toString('hex')}.tmp`;
}

const tidied = new Set<string>();

/** Removes what processes left in a folder that were killed while they wrote; once for each folder. */
function removeAbandoned(folder: string): void {
  if (tidied.has(folder)) return;
  tidied.add(folder);
  const tenMinutesAgo = Date.now() - 600_000;
  for (const name of readdirSync(folder)) {
    if (!/^\.ledgerwalk-[0-9a-f]{16}\.tmp$/.test(name)) continue;
    const stats = statsOf(join(folder, name));
    if (stats && stats.mtimeMs < tenMinutesAgo) rmSync(join(folder, name), { force: true });
  }
}

function withOpen(path: string, flags: 'w' | 'wx', use: (file: number) => void): void {
  const file = openSync(path, flags);
  try {
    use(file);
  } finally {
    closeSync(file);
  }
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length; )
    try {
      written += writeSync(file, bytes, written);
    } catch (error) {
      // A pipe whose reader is slower than we are.
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
}

/** The folder itself, or the nearest above it that is there. */
function nearestFolder(path: string): string {
  return isFolder(path) ? path : nearestFolder(dirname(path));
}

function isFolder(path: string): boolean {
  return statsOf(path)?.isDirectory() ?? false;
}

function statsOf(path: string): Stats | undefined {
  return statSync(path, { throwIfNoEntry: false });
}

/** A reason of our own why a path cannot be written, beside those of the system. */
class Problem extends Error {
  constructor(
    message: string,
    readonly expected: string,
  ) {
    super(message);
  }
}

function explained(path: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    if (error instanceof Problem) throw new InputError(`cannot be written (${error.message})`, path, error.expected);
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (!code) throw error;
    throw new InputError(`cannot be written (${code} at ${syscall})`, path, 'a place where files can be written');
  }
}
