import { z } from 'zod';
import { type Component, type ComponentInput, type ComponentSpec, noteSpec, noteUse, optionsOf } from './component';
import { InputError } from './errors';
import { explain, mostTelling } from './issue';

/**
 * The components of one kind (encoders, graph layers, losses, …) by name. The `index.ts` beside them lists them, one
 * line each; that line is all that a new one needs. A component from outside is put in by `add`.
 */
export class Registry<T extends Component> {
  private readonly entries = new Map<string, T>();

  constructor(
    /** What an entry is called in messages, e.g. "graph layer". */
    readonly kind: string,
    entries: readonly T[],
  ) {
    for (const entry of entries) this.add(entry);
  }

  /** @throws Error when another entry has the name */
  add(entry: T): void {
    const known = this.entries.get(entry.name);
    if (known === entry) return;
    if (known) throw new Error(`two ${this.kind}s are called "${entry.name}"`);
    this.entries.set(entry.name, entry);
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

  /**
   * Part of a configuration that names an entry: `"gat"` or `{"name": "gat", "heads": 2}`. Parsing checks the options and
   * writes all of them out, so that equal meanings become equal values.
   */
  reference(): z.ZodType<ComponentSpec, ComponentInput> {
    const written = z.union([z.string(), z.looseObject({ name: z.string() })], {
      error: `expected the name of a ${this.kind}, or an object with its "name" and options`,
    });
    return written.transform((given, context): ComponentSpec => {
      const { name, ...options } = typeof given === 'string' ? { name: given } : given;
      const entry = this.entries.get(name);
      if (!entry) {
        context.addIssue({
          code: 'custom',
          message: `unknown ${this.kind} "${name}"; there are ${this.names.join(', ')}`,
          path: typeof given === 'string' ? [] : ['name'],
        });
        return z.NEVER;
      }
      const parsed = entry.options.safeParse(options);
      if (!parsed.success) {
        const issue = mostTelling(parsed.error.issues);
        const { message, path } = explain(issue, entry.options, options, `${this.kind} ${name} has no option`);
        context.addIssue({ code: 'custom', message, path: [...path] });
        return z.NEVER;
      }
      noteUse(entry);
      return noteSpec({ name, ...(parsed.data as Record<string, unknown>) }, entry);
    });
  }

  /**
   * A part of a configuration with other paths of files: those taken from the folder of a document, or none.
   * @param given checked or not; what is not as it should be stays as it is
   */
  mapPaths<Given extends ComponentInput>(given: Given, change: (path: string) => string | undefined): Given {
    const { name } = typeof given === 'string' ? { name: given } : given;
    const copy = structuredClone(given);
    for (const path of this.entries.get(name)?.paths ?? []) {
      const keys = path.split('.');
      const last = keys.pop()!;
      const inside = keys.reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], copy);
      const options = inside as Record<string, unknown> | undefined;
      if (typeof options?.[last] === 'string') options[last] = change(options[last]);
    }
    return copy;
  }

  /** The entry that a completed specification names, and its options. */
  resolve(spec: ComponentSpec): { entry: T; options: Record<string, unknown> } {
    return { entry: this.get(spec.name), options: optionsOf(spec) };
  }
}
