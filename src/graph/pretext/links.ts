import type { Random } from '../../base/random';
import type { Snapshot } from '../snapshot';

/** The edges between customers and items of a snapshot, each once, though the adjacency has them both ways. */
export class Links {
  /** The customer's and the item's node of each. */
  private readonly customers: Int32Array;
  private readonly items: Int32Array;
  private readonly customerCount: number;

  constructor(readonly snapshot: Snapshot) {
    const { offsets, columns } = snapshot.block.adjacency;
    const C = snapshot.customers.length;
    this.customerCount = C;
    // Other relations may tie customers to one another.
    const entries = Int32Array.from({ length: offsets[C] }, (_, e) => e).filter((e) => columns[e] >= C);
    const rowOf = new Int32Array(offsets[C]);
    for (let c = 0; c < C; c++) rowOf.fill(c, offsets[c], offsets[c + 1]);
    this.customers = entries.map((e) => rowOf[e]);
    this.items = entries.map((e) => columns[e]);
  }

  /** How many there are. */
  get count(): number {
    return this.items.length;
  }

  customerOf(edge: number): number {
    return this.customers[edge];
  }

  itemOf(edge: number): number {
    return this.items[edge];
  }

  /** The snapshot without some edges, in both directions. */
  without(edges: Int32Array): Snapshot {
    const { block } = this.snapshot;
    const { rows, offsets, columns } = block.adjacency;
    const key = (a: number, b: number) => Math.min(a, b) * rows + Math.max(a, b);
    const hidden = new Set(Array.from(edges, (edge) => key(this.customers[edge], this.items[edge])));
    const dropped = new Uint8Array(columns.length);
    for (let node = 0; node < rows; node++)
      for (let e = offsets[node]; e < offsets[node + 1]; e++) dropped[e] = Number(hidden.has(key(node, columns[e])));
    return { ...this.snapshot, block: block.without(dropped) };
  }

  /** An item node drawn at random that a customer did not buy, if a few draws find one. */
  drawOther(customer: number, random: Random): number {
    const { offsets, columns, rows } = this.snapshot.block.adjacency;
    const own = columns.subarray(offsets[customer], offsets[customer + 1]);
    const draw = () => this.customerCount + random.int(rows - this.customerCount);
    let item = draw();
    for (let tries = 1; tries < DRAWS && own.includes(item); tries++) item = draw();
    return item;
  }
}

const DRAWS = 10;
