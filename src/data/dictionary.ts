/** Ids (strings) and their indexes 0, 1, 2, … in the order in which they were first added. */
export class Dictionary {
  private readonly indexes = new Map<string, number>();
  readonly ids: string[] = [];

  constructor(ids: Iterable<string> = []) {
    for (const id of ids) this.add(id);
  }

  get size(): number {
    return this.ids.length;
  }

  /** The index of an id, which is added when it is new. */
  add(id: string): number {
    let index = this.indexes.get(id);
    if (index === undefined) {
      index = this.ids.push(id) - 1;
      this.indexes.set(id, index);
    }
    return index;
  }

  /** The index of an id, or -1. */
  indexOf(id: string): number {
    return this.indexes.get(id) ?? -1;
  }
}
