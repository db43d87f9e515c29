import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from './errors';
import { writeAtomically } from './files';
import { type SealedFormat, seal, unseal } from './sealed';

/** Bytes of arrays that a process holds. */
const MEMORY_LIMIT = 128 * 2 ** 20;

/** Megabytes of files that the folder holds, where the environment variable LEDGERWALK_CACHE_MB says nothing else. */
const DISK_LIMIT_MB = 4096;

const FORMAT: SealedFormat = { format: 'ledgerwalk array', version: 1 };
const ENDING = '.f32';

/** Arrays in memory, the one used last at the end. */
const memory = new Map<string, Float32Array>();
let memoryBytes = 0;
/** Where arrays are kept between processes; in memory alone while none is set. */
let disk: DiskCache | undefined;

/**
 * Keeps computed arrays in a folder from now on, so that trials in other processes find them; undefined ends that.
 * @throws InputError when LEDGERWALK_CACHE_MB is no number
 */
export function useCache(folder: string | undefined): void {
  disk = folder === undefined ? undefined : new DiskCache(folder, diskLimit());
}

/**
 * The array for a key, computed only when no one has yet; not to be changed by those who get it. The key must name
 * everything that the array depends on: data fingerprint, time, options, seed, the code (`codeHash`), and the number of
 * threads where it changes the result.
 */
export function cached(key: unknown, compute: () => Float32Array): Float32Array {
  const name = createHash('sha256').update(JSON.stringify(key)).digest('hex').slice(0, 32);
  let values = memory.get(name);
  if (!values) {
    values = disk?.read(name);
    if (!values) {
      values = compute();
      disk?.write(name, values);
    }
    memoryBytes += values.byteLength;
  }
  memory.delete(name);
  memory.set(name, values);
  for (const [oldest, array] of memory) {
    if (memoryBytes <= MEMORY_LIMIT) break;
    memory.delete(oldest);
    memoryBytes -= array.byteLength;
  }
  return values;
}

/** Sealed arrays in a folder that several processes share. It helps, and never stands in the way. */
class DiskCache {
  private writes = true;
  /** Bytes that this process wrote since it last looked at the whole folder. */
  private unseen = Number.POSITIVE_INFINITY;

  constructor(
    private readonly folder: string,
    private readonly limit: number,
  ) {}

  /** Undefined when the array is not there, or not as it was written. */
  read(name: string): Float32Array | undefined {
    const path = this.pathOf(name);
    let file: Buffer;
    try {
      file = readFileSync(path);
    } catch {
      return undefined;
    }
    let bytes: Uint8Array;
    try {
      bytes = unseal(FORMAT, file, path);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      notice(`${error.what}: ${path} is computed anew`);
      return undefined;
    }
    this.markUsed(path);
    return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  }

  /** Where it cannot write, it does not try again. */
  write(name: string, values: Float32Array): void {
    if (!this.writes) return;
    const file = seal(FORMAT, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    if (file.length > this.limit) return;
    try {
      writeAtomically(this.pathOf(name), file);
      this.unseen += file.length;
      if (this.unseen > this.limit / 16) this.makeRoom();
    } catch (error) {
      this.writes = false;
      notice(`nothing more is cached: ${(error as Error).message}`);
    }
  }

  /** The time of a file's last change is that of its last use. */
  private markUsed(path: string): void {
    try {
      const now = new Date();
      utimesSync(path, now, now);
    } catch {
      // Somebody else's folder, or another process has just removed the file.
    }
  }

  /** Removes files, those used longest ago first, until the folder is within its limit. */
  private makeRoom(): void {
    const files = readdirSync(this.folder)
      .filter((name) => name.endsWith(ENDING))
      .flatMap((name) => {
        const path = join(this.folder, name);
        const stats = statSync(path, { throwIfNoEntry: false });
        return stats ? [{ path, bytes: stats.size, used: stats.mtimeMs }] : [];
      })
      .sort((a, b) => a.used - b.used);
    let bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    for (const file of files) {
      if (bytes <= this.limit) break;
      rmSync(file.path, { force: true });
      bytes -= file.bytes;
    }
    this.unseen = 0;
  }

  private pathOf(name: string): string {
    return join(this.folder, name + ENDING);
  }
}

function diskLimit(): number {
  const text = process.env.LEDGERWALK_CACHE_MB ?? String(DISK_LIMIT_MB);
  const megabytes = Number(text);
  if (!(megabytes >= 0) || text.trim() === '')
    throw new InputError(`"${text}" megabytes`, 'LEDGERWALK_CACHE_MB', 'a number, 0 or more');
  return megabytes * 2 ** 20;
}

function notice(text: string): void {
  process.stderr.write(`note: ${text}\n`);
}
