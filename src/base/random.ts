/**
 * A stream of random numbers that depends on its seed alone (sfc32 by Chris Doty-Humphrey,
 * seeded through splitmix32). Every random choice of the project draws from such a stream.
 */
export class Random {
  private readonly state = new Uint32Array(4);

  constructor(seed: number) {
    let z = seed >>> 0;
    for (let i = 0; i < 4; i++) {
      z = (z + 0x9e3779b9) >>> 0;
      this.state[i] = scatter(z);
    }
    for (let i = 0; i < 12; i++) this.bits();
  }

  /** An independent stream for a part of the work, the same for the same seed and label. */
  static of(seed: number, label: string): Random {
    return new Random(hash32(`${seed}/${label}`));
  }

  /** 32 random bits as an unsigned integer. */
  bits(): number {
    const s = this.state;
    const t = (s[0] + s[1] + s[3]) >>> 0;
    s[3] = s[3] + 1;
    s[0] = s[1] ^ (s[1] >>> 9);
    s[1] = s[2] + (s[2] << 3);
    s[2] = ((s[2] << 21) | (s[2] >>> 11)) + t;
    return t;
  }

  /** The stream's state, for a kernel that goes on with it; 4 words. */
  snapshot(): Uint32Array {
    return this.state.slice();
  }

  /** A number in [0, 1). */
  next(): number {
    return this.bits() * 2 ** -32;
  }

  /** A whole number in [0, n). */
  int(n: number): number {
    return Math.floor(this.next() * n);
  }

  /** A draw from the standard normal distribution (Box–Muller). */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
  }

  /** Shuffles in place (Fisher–Yates) and returns its argument. */
  shuffle<T extends Int32Array | Uint32Array | Float64Array | unknown[]>(values: T): T {
    for (let i = values.length - 1; i > 0; i--) {
      const j = this.int(i + 1);
      const kept = values[i];
      values[i] = values[j];
      values[j] = kept;
    }
    return values;
  }
}

/** A permutation of 32-bit integers under which neighbours end up far apart. */
export function scatter(x: number): number {
  let y = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  y = Math.imul(y ^ (y >>> 15), 0x735a2d97);
  return (y ^ (y >>> 15)) >>> 0;
}

/** FNV-1a, 32 bits: turns a label into a seed. */
export function hash32(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h >>> 0;
}
