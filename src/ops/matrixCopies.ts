import type { Csr } from '../base/csr';

/** The matrices that an engine has used once, and its copies of those that it has used again. */
interface Met<Copy> {
  readonly once: WeakSet<Csr>;
  readonly again: WeakMap<Csr, Copy>;
}

/**
 * An engine's copies of sparse matrices, kept from the second use on until the matrix is garbage-collected. Most matrices
 * are made for a single batch: their copies are freed at once, since garbage collection is only noticed in the event
 * loop, which does not turn while a model is trained.
 */
export class MatrixCopies<Engine extends object, Copy> {
  private readonly met = new WeakMap<Engine, Met<Copy>>();
  private readonly unused: FinalizationRegistry<{ engine: Engine; copy: Copy }>;

  constructor(
    private readonly copy: (engine: Engine, csr: Csr) => Copy,
    private readonly free: (engine: Engine, copy: Copy) => void,
  ) {
    this.unused = new FinalizationRegistry(({ engine, copy }) => free(engine, copy));
  }

  /** Returns the result of `work` on the matrix's copy. */
  use<Result>(engine: Engine, csr: Csr, work: (copy: Copy) => Result): Result {
    const { once, again } = this.metBy(engine);
    const kept = again.get(csr);
    if (kept !== undefined) return work(kept);
    const copy = this.copy(engine, csr);
    if (once.has(csr)) {
      again.set(csr, copy);
      this.unused.register(csr, { engine, copy });
      return work(copy);
    }
    once.add(csr);
    try {
      return work(copy);
    } finally {
      this.free(engine, copy);
    }
  }

  private metBy(engine: Engine): Met<Copy> {
    let met = this.met.get(engine);
    if (!met) {
      met = { once: new WeakSet(), again: new WeakMap() };
      this.met.set(engine, met);
    }
    return met;
  }
}
