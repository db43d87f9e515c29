import { z } from 'zod';

/**
 * Something that a configuration names: an encoder, a graph layer, a loss, a task, a data set, … Each kind adds a
 * `build` of its own to this.
 */
export interface Component<Options extends z.ZodType = z.ZodType> {
  /** In lower-case letters, digits and dashes: `sage-pool`. */
  readonly name: string;
  /** What it is, in one line for people to read. */
  readonly summary: string;
  /** Its options with their defaults. */
  readonly options: Options;
  /** The path of its code, for one that is made by a function or in an ES module; else it is found by who exports it. */
  readonly file?: string;
  /** Others whose code it runs, though no option names them. */
  readonly uses?: readonly Component[];
  /** Options that are paths of files, such as `labels.file`. */
  readonly paths?: readonly string[];
  /** Where a search over its options may look, by option; one within another is written `training.learningRate`. */
  readonly space?: SearchSpace;
}

/** What a search may set an option to. */
export type OptionValue = string | number | boolean;

/** Values to choose from, or a range with its ends; `log` spreads the tries evenly over orders of magnitude. */
export type Domain =
  | { readonly choices: readonly OptionValue[] }
  | { readonly low: number; readonly high: number; readonly integer?: boolean; readonly log?: boolean };

export type SearchSpace = Readonly<Record<string, Domain>>;

/** A component as a completed configuration names it: its name beside all of its options. */
export type ComponentSpec = { readonly name: string } & Readonly<Record<string, unknown>>;

/** The same as people write it: the name alone, or with some of the options. */
export type ComponentInput = string | ({ readonly name: string } & Readonly<Record<string, unknown>>);

/** Options of a component that has none. */
export const NO_OPTIONS = z.strictObject({});

/** The options in a component's specification, without its name. */
export function optionsOf({ name: _, ...options }: ComponentSpec): Record<string, unknown> {
  return options;
}

let used: Set<Component> | undefined;

/**
 * Runs something that completes configurations, and lists the components that they named, at whatever depth: the code
 * that decides what a trial computes.
 */
export function componentsUsed<T>(complete: () => T): { value: T; components: readonly Component[] } {
  const outer = used;
  const here = new Set<Component>();
  used = here;
  try {
    return { value: complete(), components: [...here] };
  } finally {
    used = outer;
    for (const component of here) outer?.add(component);
  }
}

/** Notes that a configuration names a component, which brings along what it uses. */
export function noteUse(component: Component): void {
  used?.add(component);
  component.uses?.forEach(noteUse);
}

const named = new WeakMap<object, Component>();

/** Notes which component a completed specification names. */
export function noteSpec(spec: ComponentSpec, component: Component): ComponentSpec {
  named.set(spec, component);
  return spec;
}

/** The component that a part of a configuration names; undefined for what no registry has completed. */
export function componentOf(part: object): Component | undefined {
  return named.get(part);
}

/** The names of the options that a component takes. */
export function optionNames({ options }: Component): string[] {
  return options instanceof z.ZodObject ? Object.keys(options.shape) : [];
}
