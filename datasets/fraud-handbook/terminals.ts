import { SIDE } from './customers';
import type { RandomState } from './random/numpy';

/** Where terminals stand, an entry a terminal, [I] each. */
export interface Terminals {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

export function drawTerminals(count: number, random: RandomState): Terminals {
  const terminals = { x: new Float64Array(count), y: new Float64Array(count) };
  for (let t = 0; t < count; t++) {
    terminals.x[t] = random.uniform(0, SIDE);
    terminals.y[t] = random.uniform(0, SIDE);
  }
  return terminals;
}

/** Finds the terminals near a place without a look at the others: they are sorted into square cells. */
export class TerminalGrid {
  private readonly cellSide: number;
  private readonly cellsPerSide: number;
  /** The terminals of cell k, ascending, are `members[starts[k] … starts[k + 1])`. */
  private readonly starts: Int32Array;
  private readonly members: Int32Array;
  private readonly found: Int32Array;

  constructor(
    private readonly terminals: Terminals,
    private readonly radius: number,
  ) {
    const count = terminals.x.length;
    // No smaller than the radius, so that nine cells cover all in reach; no more cells than terminals.
    this.cellsPerSide = Math.max(1, Math.floor(Math.min(SIDE / radius, Math.sqrt(count))));
    this.cellSide = SIDE / this.cellsPerSide;
    this.starts = new Int32Array(this.cellsPerSide ** 2 + 1);
    const cells = Int32Array.from({ length: count }, (_, t) => this.cellOf(terminals.x[t], terminals.y[t]));
    for (const cell of cells) this.starts[cell + 1]++;
    for (let k = 1; k < this.starts.length; k++) this.starts[k] += this.starts[k - 1];
    this.members = new Int32Array(count);
    const next = this.starts.slice();
    for (let t = 0; t < count; t++) this.members[next[cells[t]]++] = t;
    this.found = new Int32Array(count);
  }

  /** The terminals nearer than the radius, ascending; a view that the next call overwrites. */
  within(x: number, y: number): Int32Array {
    const { terminals, found, starts, members, radius } = this;
    const column = this.lineOf(x);
    const row = this.lineOf(y);
    const last = this.cellsPerSide - 1;
    let count = 0;
    for (let r = Math.max(0, row - 1); r <= Math.min(last, row + 1); r++) {
      const from = starts[r * this.cellsPerSide + Math.max(0, column - 1)];
      const to = starts[r * this.cellsPerSide + Math.min(last, column + 1) + 1];
      for (let m = from; m < to; m++) {
        const dx = x - terminals.x[members[m]];
        const dy = y - terminals.y[members[m]];
        if (Math.sqrt(dx * dx + dy * dy) < radius) found[count++] = members[m];
      }
    }
    return found.subarray(0, count).sort();
  }

  private cellOf(x: number, y: number): number {
    return this.lineOf(y) * this.cellsPerSide + this.lineOf(x);
  }

  /** The column of an x, or the row of a y. */
  private lineOf(coordinate: number): number {
    return Math.min(this.cellsPerSide - 1, Math.floor(coordinate / this.cellSide));
  }
}
