import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

/** Numbers on the board for each thread: the export to call, the number of arguments, and the arguments. */
const SLOT = 32;

/** What the main thread and its helpers (`worker.js`) share besides the kernels' memory. */
export interface Board {
  /** [0] counts the rounds, [1] the helpers still at work, [2] those that failed. */
  readonly signals: Int32Array;
  /** For each helper SLOT numbers: which export to call (−1 for none), number of arguments, arguments. */
  readonly calls: Float64Array;
}

/** Ends the threads of pools that have been garbage-collected. */
const abandoned = new FinalizationRegistry<readonly Worker[]>((workers) => {
  for (const worker of workers) void worker.terminate();
});

/**
 * Threads that run kernels on one shared memory. The main thread posts a round of calls, makes one itself and sleeps
 * until the others are done. No message passes through the event loop, so a round fits within one operation of the
 * tensor engine.
 */
export class ThreadPool {
  private readonly board: Board;
  private started = false;

  constructor(
    private readonly code: WebAssembly.Module,
    private readonly memory: WebAssembly.Memory,
    private readonly helpers: number,
  ) {
    this.board = {
      signals: new Int32Array(new SharedArrayBuffer(12)),
      calls: new Float64Array(new SharedArrayBuffer(8 * SLOT * helpers)),
    };
  }

  /** Posts calls of a kernel, at most one per helper. */
  start(name: string, calls: readonly number[][]): void {
    if (!this.started) this.launch();
    const { signals, calls: slots } = this.board;
    if (calls.length > this.helpers) throw new Error(`${calls.length} calls for ${this.helpers} threads`);
    for (let h = 0; h < this.helpers; h++) {
      const args = calls[h];
      slots[h * SLOT] = args ? kernelIndex(this.code, name) : -1;
      if (!args) continue;
      if (args.length > SLOT - 2) throw new Error(`${name} takes ${args.length} arguments: more than a slot holds`);
      slots[h * SLOT + 1] = args.length;
      slots.set(args, h * SLOT + 2);
    }
    Atomics.store(signals, 1, this.helpers);
    Atomics.add(signals, 0, 1);
    Atomics.notify(signals, 0);
  }

  /** Sleeps until all are done. */
  wait(): void {
    const { signals } = this.board;
    for (;;) {
      const busy = Atomics.load(signals, 1);
      if (busy === 0) break;
      Atomics.wait(signals, 1, busy);
    }
    if (Atomics.exchange(signals, 2, 0) > 0) throw new Error('a kernel failed on another thread');
  }

  private launch(): void {
    this.started = true;
    const workers: Worker[] = [];
    for (let helper = 0; helper < this.helpers; helper++) {
      const { code, memory, board } = this;
      const worker = new Worker(join(__dirname, 'worker.js'), {
        workerData: { code, memory, board, helper, slot: SLOT },
        execArgv: [],
      });
      // Idle helpers must not keep the process alive.
      worker.unref();
      workers.push(worker);
    }
    abandoned.register(this, workers);
  }
}

const indexes = new WeakMap<WebAssembly.Module, Map<string, number>>();

/** The index of an export, by which the board names it. */
function kernelIndex(code: WebAssembly.Module, name: string): number {
  let known = indexes.get(code);
  if (!known) {
    known = new Map(WebAssembly.Module.exports(code).map((one, index) => [one.name, index]));
    indexes.set(code, known);
  }
  const index = known.get(name);
  if (index === undefined) throw new Error(`there is no kernel ${name}`);
  return index;
}
