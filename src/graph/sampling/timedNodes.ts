import { scatter } from '../../base/random';
import { Growing } from './growing';

/**
 * Pairs of a node and a time, numbered in the order in which they are first named. Nodes of different times are different,
 * whatever they have in common: one may know what the other does not. Open addressing over typed arrays.
 */
export class TimedNodes {
  private readonly nodes = new Growing(new Int32Array(64));
  private readonly times = new Growing(new Float64Array(64));
  private table = new Int32Array(256).fill(-1);
  private readonly bits = new Uint32Array(2);
  private readonly double = new Float64Array(this.bits.buffer);

  get count(): number {
    return this.nodes.length;
  }

  nodeOf(number: number): number {
    return this.nodes.values[number];
  }

  /** In seconds since 1970. */
  timeOf(number: number): number {
    return this.times.values[number];
  }

  /** The number of a node at a time, a new one if need be. */
  add(node: number, time: number): number {
    const slot = this.slotOf(node, time);
    if (this.table[slot] >= 0) return this.table[slot];
    const number = this.count;
    this.table[slot] = number;
    this.nodes.push(node);
    this.times.push(time);
    if (2 * this.count > this.table.length) this.grow();
    return number;
  }

  /** Where a pair stands in the table, or would. */
  private slotOf(node: number, time: number): number {
    const last = this.table.length - 1;
    this.double[0] = time;
    let slot = scatter(scatter(scatter(node) ^ this.bits[0]) ^ this.bits[1]) & last;
    for (; ; slot = (slot + 1) & last) {
      const number = this.table[slot];
      if (number < 0 || (this.nodes.values[number] === node && this.times.values[number] === time)) return slot;
    }
  }

  private grow(): void {
    this.table = new Int32Array(2 * this.table.length).fill(-1);
    for (let number = 0; number < this.count; number++)
      this.table[this.slotOf(this.nodes.values[number], this.times.values[number])] = number;
  }
}
