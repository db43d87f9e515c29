import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeAtomically } from './files';

/** Where computed arrays are kept between processes; in memory alone while none is set. */
let folder: string | undefined;
const memory = new Map<string, Float32Array>();
let memoryBytes = 0;
const MEMORY_LIMIT = 128 * 2 ** 20;

/** Keeps computed arrays in a folder from now on, so that trials in other processes find them; undefined ends that. */
export function useCache(path: string | undefined): void {
  if (path) mkdirSync(path, { recursive: true });
  folder = path;
}

/**
 * The array for a key, computed only when no one has yet. The key must name everything that the array
 * depends on: data fingerprint, moment, options, seed and the version of the code.
 */
export function cached(key: unknown, compute: () => Float32Array): Float32Array {
  const name = createHash('sha256').update(JSON.stringify(key)).digest('hex').slice(0, 24);
  const known = memory.get(name);
  if (known) return known;
  const path = folder && join(folder, `${name}.f32`);
  let values: Float32Array;
  if (path && existsSync(path)) {
    const bytes = readFileSync(path);
    values = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  } else {
    values = compute();
    if (path) writeAtomically(path, Buffer.from(values.buffer, values.byteOffset, values.byteLength));
  }
  remember(name, values);
  return values;
}

/** Keeps an array in memory, letting the oldest go once there are too many. */
function remember(name: string, values: Float32Array): void {
  memory.set(name, values);
  memoryBytes += values.byteLength;
  for (const [oldest, array] of memory) {
    if (memoryBytes <= MEMORY_LIMIT) break;
    memory.delete(oldest);
    memoryBytes -= array.byteLength;
  }
}
