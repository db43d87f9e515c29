import { InputError } from '../../base/errors';
import type { Random } from '../../base/random';
import type { Snapshot } from '../snapshot';

/**
 * The edges between customers and items of a snapshot, each once, though the adjacency has them both ways. Entry e of the
 * adjacency, from a customer's row, is edge e.
 */
export class Links {
  /** How many there are. */
  readonly count: number;
  private readonly customerCount: number;
  /** The customer's node of each edge. */
  private readonly customers: Int32Array;
  /** The entry of the adjacency that is the same edge the other way round. */
  private readonly reverse: Int32Array;

  /** @throws InputError for a graph with other edges */
  constructor(readonly snapshot: Snapshot) {
    const { offsets, columns, rows } = snapshot.block.adjacency;
    const C = snapshot.customers.length;
    if (columns.some((column, e) => column >= C !== e < offsets[C]))
      throw new InputError(
        'an edge of the graph is none between a customer and an item',
        'pretext',
        'relations: ["purchases"]',
      );
    this.customerCount = C;
    this.count = offsets[C];
    this.customers = new Int32Array(this.count);
    for (let c = 0; c < C; c++) this.customers.fill(c, offsets[c], offsets[c + 1]);
    this.reverse = new Int32Array(this.count);
    // Customers come in ascending order: to each item's row, too, once that is in order.
    const rowsOfItems = Array.from({ length: rows - C }, (_, i) => {
      const row = Int32Array.from({ length: offsets[C + i + 1] - offsets[C + i] }, (_, k) => offsets[C + i] + k);
      return row.sort((a, b) => columns[a] - columns[b]);
    });
    const next = new Int32Array(rows - C);
    for (let e = 0; e < this.count; e++) {
      const item = columns[e] - C;
      this.reverse[e] = rowsOfItems[item][next[item]++];
    }
  }

  customerOf(edge: number): number {
    return this.customers[edge];
  }

  itemOf(edge: number): number {
    return this.snapshot.block.adjacency.columns[edge];
  }

  /** The snapshot without some edges, in both directions. */
  without(edges: Int32Array): Snapshot {
    const { block } = this.snapshot;
    const dropped = new Uint8Array(block.adjacency.columns.length);
    for (const edge of edges) {
      dropped[edge] = 1;
      dropped[this.reverse[edge]] = 1;
    }
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
