import type { z } from 'zod';
import type { Component } from '../../base/component';

/**
 * What a negative control does. Each method destroys one thing before a model sees it, to show what that thing was
 * worth; those that a control leaves out, it leaves alone.
 */
export interface Destroyer {
  /**
   * The edges of a customer–item graph, in place.
   * @param customer of each edge, ascending
   * @param item of each edge
   */
  edges?(customer: Int32Array, item: Int32Array, itemCount: number): void;
  /** The order of a customer's baskets at a time, in place: `contents[b]` is the basket whose contents stand at place b. */
  order?(contents: Int32Array, time: number, customer: number): void;
  /**
   * Embeddings of nodes, row-major [N, dimensions], in place.
   * @param nameOf what a row stands for, the same at all times
   */
  embeddings?(vectors: Float32Array, dimensions: number, nameOf: (row: number) => string): void;
}

/** A negative control. */
export interface Control<Options extends z.ZodType = z.ZodType> extends Component<Options> {
  build(options: z.output<Options>, seed: number): Destroyer;
}

/** Declares a control. */
export function defineControl<Options extends z.ZodType>(control: Control<Options>): Control {
  return control as unknown as Control;
}
