import { MersenneTwister } from './mersenneTwister';

/** The draws of numpy's legacy generator, `numpy.random.RandomState(seed)`: the same seed, the same numbers. */
export class RandomState {
  private readonly twister: MersenneTwister;
  /** The second normal number of the last pair; NaN if there is none left. */
  private kept = Number.NaN;

  /** @param seed a whole number in [0, 2³²) */
  constructor(seed: number) {
    this.twister = MersenneTwister.fromWord(seed);
  }

  /** A number in [low, high). */
  uniform(low: number, high: number): number {
    return low + (high - low) * this.twister.nextDouble();
  }

  /** A draw from the normal distribution. Marsaglia's polar method makes two at a time; the second is kept. */
  normal(mean: number, std: number): number {
    return mean + std * this.standardNormal();
  }

  private standardNormal(): number {
    const { kept, twister } = this;
    if (!Number.isNaN(kept)) {
      this.kept = Number.NaN;
      return kept;
    }
    for (;;) {
      const x = 2 * twister.nextDouble() - 1;
      const y = 2 * twister.nextDouble() - 1;
      const square = x * x + y * y;
      if (square >= 1 || square === 0) continue;
      const stretch = Math.sqrt((-2 * Math.log(square)) / square);
      this.kept = stretch * x;
      return stretch * y;
    }
  }

  /**
   * A draw from the Poisson distribution: how many uniform numbers can be multiplied before the product
   * falls to e^−rate. numpy draws differently from a rate of 10 on, which is not done here.
   */
  poisson(rate: number): number {
    if (!(rate >= 0 && rate < 10)) throw new RangeError(`the Poisson rate ${rate} is not in [0, 10)`);
    if (rate === 0) return 0;
    const floor = Math.exp(-rate);
    let count = -1;
    let product = 1;
    do {
      product *= this.twister.nextDouble();
      count++;
    } while (product > floor);
    return count;
  }

  /** 0 … n − 1 shuffled (Fisher–Yates from the end). */
  permutation(n: number): Int32Array {
    const values = Int32Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) {
      const j = this.upTo(i);
      const value = values[i];
      values[i] = values[j];
      values[j] = value;
    }
    return values;
  }

  /** `count` different numbers of 0 … n − 1, as `pandas.Series.sample` draws them: the head of a permutation. */
  sample(n: number, count: number): Int32Array {
    return this.permutation(n).subarray(0, count);
  }

  /** A whole number in [0, maximum]: words masked to its bits until one is small enough. */
  private upTo(maximum: number): number {
    const mask = 0xffffffff >>> Math.clz32(maximum);
    for (;;) {
      const value = (this.twister.next32() & mask) >>> 0;
      if (value <= maximum) return value;
    }
  }
}
