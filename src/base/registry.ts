import { InputError } from './errors';

/**
 * The entries of one kind (encoders, graph layers, losses, …) by name. The `index.ts` beside the
 * entries lists them, one line each; that line is all that a new entry needs.
 */
export class Registry<T extends { readonly name: string }> {
  private readonly entries = new Map<string, T>();

  constructor(
    /** What an entry is called in messages, e.g. "graph layer". */
    readonly kind: string,
    entries: readonly T[],
  ) {
    for (const entry of entries) {
      if (this.entries.has(entry.name)) throw new Error(`two ${kind}s are called "${entry.name}"`);
      this.entries.set(entry.name, entry);
    }
  }

  get names(): string[] {
    return [...this.entries.keys()];
  }

  get all(): T[] {
    return [...this.entries.values()];
  }

  has(name: string): boolean {
    return this.entries.has(name);
  }

  /** @throws InputError that lists the names there are */
  get(name: string): T {
    const entry = this.entries.get(name);
    if (!entry) throw new InputError(`unknown ${this.kind} "${name}"`, undefined, `one of ${this.names.join(', ')}`);
    return entry;
  }
}
