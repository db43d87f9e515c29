import type { instantiate } from '../../build/kernels';
import { InputError } from '../base/errors';
import { compiledCode } from './code';
import { ThreadPool } from './threads';

/** What `src/assembly/` exports, as its compiler declares it; numbers are sizes and addresses in the kernels' memory. */
export type Exports = Omit<Awaited<ReturnType<typeof instantiate>>, 'memory'>;

/** An array in the kernels' memory. */
export interface Placed<A> {
  readonly at: number;
  readonly view: A;
}

/** Pages of 64 KiB, up to what 32-bit addresses reach; only those in use take memory. */
const MAX_PAGES = 65_536;

/** Bytes of a cache line. Arrays are aligned to it, so that their rows span as few lines as possible. */
export const LINE = 64;

/**
 * The compiled kernels and their memory. A caller first reserves room for all its arrays with `reserve`, then places
 * them with `floats`, `ints` and so on. The next `reserve` overwrites them.
 */
export class Kernels {
  readonly run: Exports;
  private readonly memory = new WebAssembly.Memory({ initial: 1, maximum: MAX_PAGES, shared: true });
  private readonly pool?: ThreadPool;
  private next = 0;
  private made = 0;

  /** @param threads including this one; the others start with the first parallel call */
  constructor(
    code: WebAssembly.Module,
    readonly threads: number,
  ) {
    this.run = new WebAssembly.Instance(code, { env: { memory: this.memory, abort } }).exports as unknown as Exports;
    if (threads > 1) this.pool = new ThreadPool(code, this.memory, threads - 1);
  }

  /** Runs a kernel in parallel, once for each list of arguments (at most `threads`), and waits until all are done. */
  runEach<Name extends keyof Exports>(name: Name, calls: readonly Parameters<Exports[Name]>[]): void {
    const [own, ...others] = calls as unknown as readonly number[][];
    if (others.length) this.pool?.start(name, others);
    (this.run[name] as unknown as (...args: number[]) => unknown)(...own);
    if (others.length) this.pool?.wait();
  }

  /** Number of calls of `reserve` so far. Arrays keep their contents until a later call places others over them. */
  get rounds(): number {
    return this.made;
  }

  /** Makes room for this many four-byte numbers in this many arrays. */
  reserve(numbers: number, arrays: number): void {
    this.made++;
    this.next = align(this.run.heapBase());
    this.extend(numbers, arrays);
  }

  /** Makes room for more arrays behind those already placed. */
  extend(numbers: number, arrays: number): void {
    const missing = this.next + 4 * numbers + LINE * arrays - this.memory.buffer.byteLength;
    if (missing <= 0) return;
    try {
      this.memory.grow(Math.ceil(missing / 65_536));
    } catch {
      const wanted = Math.ceil((4 * numbers) / 2 ** 20);
      throw new InputError(`the compiled kernels cannot get ${wanted} MiB of memory`, undefined, 'at most 4096 MiB');
    }
  }

  floats(length: number): Placed<Float32Array> {
    const at = this.take(length);
    return { at, view: new Float32Array(this.memory.buffer, at, length) };
  }

  ints(length: number): Placed<Int32Array> {
    const at = this.take(length);
    return { at, view: new Int32Array(this.memory.buffer, at, length) };
  }

  doubles(length: number): Placed<Float64Array> {
    const at = this.take(2 * length);
    return { at, view: new Float64Array(this.memory.buffer, at, length) };
  }

  bytes(length: number): Placed<Uint8Array> {
    const at = this.take(Math.ceil(length / 4));
    return { at, view: new Uint8Array(this.memory.buffer, at, length) };
  }

  /** Places a copy of an array; returns its address. */
  float(values: Float32Array): number {
    const { at, view } = this.floats(values.length);
    view.set(values);
    return at;
  }

  int(values: Int32Array): number {
    const { at, view } = this.ints(values.length);
    view.set(values);
    return at;
  }

  private take(length: number): number {
    const at = this.next;
    this.next = align(at + 4 * length);
    if (this.next > this.memory.buffer.byteLength) throw new Error('more was placed than reserved');
    return at;
  }
}

function abort(): never {
  throw new Error('a kernel aborted');
}

/** Not with bitwise operators, which in JavaScript make addresses beyond 2 GiB negative. */
function align(address: number): number {
  return LINE * Math.ceil(address / LINE);
}

let shared: Kernels | undefined;
let threads = 1;

/** Sets the number of threads that kernels use from now on. A single one gives the same bits every time. */
export function useKernelThreads(count: number): void {
  if (count === threads) return;
  threads = count;
  shared = undefined;
}

export function kernelThreads(): number {
  return threads;
}

/** A phrase for the line that describes the engine. */
export function describeKernels(): string {
  const found = compiledCode('kernels');
  if (!found) return 'plain TypeScript kernels';
  return `compiled kernels (${found.instructions}, ${threads} thread${threads === 1 ? '' : 's'})`;
}

/**
 * The compiled kernels; undefined if `npm run build:kernels` has not run, or if LEDGERWALK_KERNELS=plain asks for plain
 * TypeScript.
 */
export function compiledKernels(): Kernels | undefined {
  const found = compiledCode('kernels');
  if (found) shared ??= new Kernels(found.code, threads);
  return shared;
}

/** Compiled kernels with a memory of their own, for callers that keep arrays there between calls. */
export function ownKernels(threads = 1): Kernels | undefined {
  const found = compiledCode('kernels');
  return found ? new Kernels(found.code, threads) : undefined;
}
