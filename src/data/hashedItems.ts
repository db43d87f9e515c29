import { hash32 } from '../base/random';
import type { History } from './history';
import type { ItemRows } from './vocabulary';

/** Rows of a weight table by a hash of an item's id, which items share; row 0 stands for one that nobody has bought. */
export class HashedItems implements ItemRows {
  constructor(private readonly buckets: number) {}

  get size(): number {
    return this.buckets + 1;
  }

  rowsOf(history: History): Int32Array {
    return Int32Array.from(
      { length: history.itemCount },
      (_, item) => 1 + (hash32(history.itemId(item)) % this.buckets),
    );
  }
}
