import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What `assembly/` exports; numbers are sizes and addresses in the kernels' memory. */
interface Exports {
  readonly memory: WebAssembly.Memory;
  heapBase(): number;
  spmm(rows: number, width: number, offsets: number, columns: number, values: number, x: number, y: number): void;
  skipGram(
    state: number,
    walks: number,
    count: number,
    length: number,
    first: number,
    end: number,
    total: number,
    vectors: number,
    contexts: number,
    width: number,
    window: number,
    negative: number,
    learningRate: number,
    drawn: number,
    draws: number,
    logistic: number,
    steps: number,
    range: number,
    change: number,
  ): void;
  lstmForward(
    B: number,
    T: number,
    H: number,
    gates: number,
    u: number,
    mask: number,
    hidden: number,
    cell: number,
  ): void;
  lstmBackward(
    B: number,
    T: number,
    H: number,
    gates: number,
    transposed: number,
    mask: number,
    hidden: number,
    cell: number,
    dy: number,
    du: number,
    dh: number,
    dc: number,
  ): void;
  sumByBin(
    bins: number,
    tableRows: number,
    rows: number,
    derivatives: number,
    count: number,
    features: number,
    width: number,
    histogram: number,
  ): void;
  binValues(values: number, stride: number, count: number, boundaries: number, bins: number): void;
  addTree(
    rows: number,
    bins: number,
    stride: number,
    features: number,
    width: number,
    masks: number,
    steps: number,
    scores: number,
    scratch: number,
  ): void;
}

const FILE = join(__dirname, '..', '..', '..', 'build', 'kernels.wasm');

/** An array in the kernels' memory. */
export interface Placed<A> {
  readonly at: number;
  readonly view: A;
}

/**
 * The compiled kernels and their memory. One call at a time lays its arrays out in it: `reserve` for all
 * of them first, then `floats` and `ints`; the next `reserve` overwrites them.
 */
export class Kernels {
  private next = 0;

  constructor(readonly run: Exports) {}

  /** Makes room for so many numbers of four bytes in so many arrays; views from before become invalid. */
  reserve(numbers: number, arrays: number): void {
    this.next = align(this.run.heapBase());
    const missing = this.next + 4 * numbers + 16 * arrays - this.run.memory.buffer.byteLength;
    if (missing > 0) this.run.memory.grow(Math.ceil(missing / 65_536));
  }

  floats(length: number): Placed<Float32Array> {
    const at = this.take(length);
    return { at, view: new Float32Array(this.run.memory.buffer, at, length) };
  }

  ints(length: number): Placed<Int32Array> {
    const at = this.take(length);
    return { at, view: new Int32Array(this.run.memory.buffer, at, length) };
  }

  doubles(length: number): Placed<Float64Array> {
    const at = this.take(2 * length);
    return { at, view: new Float64Array(this.run.memory.buffer, at, length) };
  }

  bytes(length: number): Placed<Uint8Array> {
    const at = this.take(Math.ceil(length / 4));
    return { at, view: new Uint8Array(this.run.memory.buffer, at, length) };
  }

  /** A copy of an array. */
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
    if (this.next > this.run.memory.buffer.byteLength) throw new Error('more was placed than reserved');
    return at;
  }
}

function align(address: number): number {
  return (address + 15) & ~15;
}

let code: WebAssembly.Module | null | undefined;
let shared: Kernels | undefined;

/**
 * The compiled kernels; undefined where `npm run build:kernels` has not run, or when
 * LEDGERWALK_KERNELS=plain asks for plain TypeScript. The engine line says which run.
 */
export function compiledKernels(): Kernels | undefined {
  shared ??= ownKernels();
  return shared;
}

/** The same with a memory of their own, for one who keeps arrays there from call to call. */
export function ownKernels(): Kernels | undefined {
  if (code === undefined)
    code =
      process.env.LEDGERWALK_KERNELS === 'plain' || !existsSync(FILE)
        ? null
        : new WebAssembly.Module(readFileSync(FILE));
  if (!code) return undefined;
  const abort = () => {
    throw new Error('a kernel aborted');
  };
  const { exports } = new WebAssembly.Instance(code, { env: { abort } });
  return new Kernels(exports as unknown as Exports);
}
