import { MersenneTwister } from './mersenneTwister';

/** The draws of CPython's `random.Random(seed)`: the same seed, the same numbers. */
export class PythonRandom {
  private readonly twister: MersenneTwister;

  /** @param seed a whole number in [0, 2⁵³) */
  constructor(seed: number) {
    const high = Math.floor(seed / 2 ** 32);
    this.twister = MersenneTwister.fromWords(high ? [seed % 2 ** 32, high] : [seed]);
  }

  /** `bits` random bits (1 … 32) as an unsigned integer: the top of one word. */
  getrandbits(bits: number): number {
    return this.twister.next32() >>> (32 - bits);
  }

  /** One of the values. */
  choice(values: Int32Array): number {
    return values[this.below(values.length)];
  }

  /** `count` different numbers of 0 … n − 1, as `random.sample(range(n), count)` draws them. */
  sample(n: number, count: number): Int32Array {
    return n <= largestPool(count) ? this.sampleFromPool(n, count) : this.sampleBySet(n, count);
  }

  /** A whole number in [0, n): as many bits as n has, drawn until they are small enough. */
  private below(n: number): number {
    const bits = 32 - Math.clz32(n);
    for (;;) {
      const value = this.getrandbits(bits);
      if (value < n) return value;
    }
  }

  private sampleFromPool(n: number, count: number): Int32Array {
    const pool = Int32Array.from({ length: n }, (_, i) => i);
    const drawn = new Int32Array(count);
    for (let i = 0; i < count; i++) {
      const j = this.below(n - i);
      drawn[i] = pool[j];
      pool[j] = pool[n - i - 1];
    }
    return drawn;
  }

  private sampleBySet(n: number, count: number): Int32Array {
    const seen = new Set<number>();
    while (seen.size < count) seen.add(this.below(n));
    return Int32Array.from(seen);
  }
}

/** Up to how many values CPython copies into a list rather than remember those drawn in a set. */
function largestPool(count: number): number {
  return count > 5 ? 21 + 4 ** Math.ceil(Math.log(3 * count) / Math.log(4)) : 21;
}
