import { scatter } from '../../base/random';

const GOLDEN = 0x9e3779b9;

/**
 * Random numbers that depend on what they are drawn for and on nothing drawn before: what a node's neighbourhood at a time
 * is does not depend on which others are asked for beside it. A counter through a hash (splitmix32), without allocation.
 */
export class Draws {
  private state = 0;
  private readonly bits = new Uint32Array(2);
  private readonly double = new Float64Array(this.bits.buffer);

  /** @param salt another one gives other numbers */
  constructor(private readonly salt: number) {}

  /** Begins the numbers of a node at a time. */
  start(kind: number, index: number, time: number): void {
    this.double[0] = time;
    let state = scatter((this.salt + GOLDEN) >>> 0);
    state = scatter((state ^ kind) + GOLDEN);
    state = scatter((state ^ index) + GOLDEN);
    state = scatter((state ^ this.bits[0]) + GOLDEN);
    this.state = scatter((state ^ this.bits[1]) + GOLDEN);
  }

  /** A number in (0, 1). */
  next(): number {
    this.state = (this.state + GOLDEN) >>> 0;
    return (scatter(this.state) + 0.5) * 2 ** -32;
  }

  /** A whole number in [0, n). */
  int(n: number): number {
    return Math.floor(this.next() * n);
  }
}
