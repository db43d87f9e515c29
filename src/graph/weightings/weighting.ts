import type { z } from 'zod';
import type { Component } from '../../base/component';
import type { InteractionGraph } from '../interactions';

/** What each item that a customer bought counts in their history. */
export interface HistoryWeighting<Options extends z.ZodType = z.ZodType> extends Component<Options> {
  /** What stands in the name of a column. */
  title(options: z.output<Options>): string;
  /** The weights of the graph's edges, [E]. */
  weigh(graph: InteractionGraph, options: z.output<Options>): Float32Array;
}

/** Declares a weighting. */
export function defineWeighting<Options extends z.ZodType>(weighting: HistoryWeighting<Options>): HistoryWeighting {
  return weighting as unknown as HistoryWeighting;
}
