import type { History } from './history';

/** Which row of a weight table is an item's. */
export interface ItemRows {
  /** Rows of the table. */
  readonly size: number;
  /** For each item that the history has seen its row. */
  rowsOf(history: History): Int32Array;
}

/**
 * The items that a model has weights for, by id; row 0 stands for every other item. It is fixed when
 * the model is trained, so a model meets new items, and logs with other numbering, without surprise.
 */
export class Vocabulary implements ItemRows {
  private readonly rows: Map<string, number>;

  constructor(readonly ids: readonly string[]) {
    this.rows = new Map(ids.map((id, i) => [id, i + 1]));
  }

  /** The items with at least `minCount` events in a history, and those named. */
  static of(history: History, minCount: number, named: readonly string[] = []): Vocabulary {
    const ids = new Set(named);
    for (let item = 0; item < history.itemCount; item++)
      if (history.eventsOfItem(item).length >= minCount) ids.add(history.itemId(item));
    return new Vocabulary([...ids]);
  }

  /** Rows of a weight table: the items and the row of the unknown. */
  get size(): number {
    return this.ids.length + 1;
  }

  /** For each item that the history has seen its row. */
  rowsOf(history: History): Int32Array {
    const rows = new Int32Array(history.itemCount);
    for (let item = 0; item < rows.length; item++) rows[item] = this.rows.get(history.itemId(item)) ?? 0;
    return rows;
  }
}
