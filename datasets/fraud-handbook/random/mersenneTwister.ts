const N = 624;
const M = 397;

/**
 * The 32-bit Mersenne Twister MT19937, on which both numpy's legacy generator and CPython's `random` rest.
 *
 * M. Matsumoto, T. Nishimura: Mersenne Twister: a 623-dimensionally equidistributed uniform pseudo-random
 * number generator. ACM TOMACS 8 (1998), with the initialisers of their revision of 2002.
 */
export class MersenneTwister {
  private readonly state = new Int32Array(N);
  private position = N;

  /** Seeded with one 32-bit word by Knuth's linear congruential initialiser. */
  static fromWord(seed: number): MersenneTwister {
    const twister = new MersenneTwister();
    twister.initialise(seed);
    return twister;
  }

  /** Seeded with an array of 32-bit words (`init_by_array`). */
  static fromWords(key: readonly number[]): MersenneTwister {
    const twister = new MersenneTwister();
    twister.initialise(19_650_218);
    const { state } = twister;
    let i = 1;
    // State 0 is always the copy of the last state, whenever the walk along the states starts over.
    const advance = () => {
      if (++i === N) {
        state[0] = state[N - 1];
        i = 1;
      }
    };
    for (let step = 0, j = 0; step < Math.max(N, key.length); step++, j = (j + 1) % key.length) {
      state[i] = (state[i] ^ Math.imul(mixed(state[i - 1]), 1_664_525)) + key[j] + j;
      advance();
    }
    for (let step = 1; step < N; step++) {
      state[i] = (state[i] ^ Math.imul(mixed(state[i - 1]), 1_566_083_941)) - i;
      advance();
    }
    state[0] = 0x80000000;
    return twister;
  }

  private constructor() {}

  /** 32 random bits as an unsigned integer. */
  next32(): number {
    if (this.position === N) this.twist();
    let y = this.state[this.position++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }

  /** A number in [0, 1) of 53 random bits, made of two words. */
  nextDouble(): number {
    const high = this.next32() >>> 5;
    const low = this.next32() >>> 6;
    return (high * 2 ** 26 + low) / 2 ** 53;
  }

  private initialise(seed: number): void {
    const { state } = this;
    state[0] = seed;
    for (let i = 1; i < N; i++) state[i] = Math.imul(mixed(state[i - 1]), 1_812_433_253) + i;
  }

  /** Draws the next 624 states from the last. */
  private twist(): void {
    const { state } = this;
    for (let i = 0; i < N; i++) {
      const y = (state[i] & 0x80000000) | (state[(i + 1) % N] & 0x7fffffff);
      state[i] = state[(i + M) % N] ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
    }
    this.position = 0;
  }
}

function mixed(word: number): number {
  return word ^ (word >>> 30);
}
