import type { z } from 'zod';
import type { Component } from '../../base/component';
import type { InteractionGraph } from '../interactions';

/**
 * Scores of pairs of a customer and an item: how well do the two go together, by who bought what?
 *
 * With the matrix R [C, I] of the customers' weighted histories, item-based scorers compute R W and customer-based ones
 * S R, where W [I, I] or S [C, C] is learned from the unweighted graph; factor models fold R into factors learned from it.
 * A customer's own purchase of an item adds nothing to their score of that very item. What is learned of the graph is
 * learned from all edges, that one included.
 */
export interface Scorer<Options extends z.ZodType = z.ZodType> extends Component<Options> {
  /** @param targets the item nodes to be scored, each once, [M]; the scores of one do not depend on the others */
  fit(graph: InteractionGraph, targets: Int32Array, options: z.output<Options>): FittedScorer;
}

/** A scorer that has learned from a graph. */
export interface FittedScorer {
  /**
   * The scores [C, M] of every customer node and target, row-major; NaN for a target of which nothing is known.
   * @param weights what each edge of the graph counts as a part of its customer's history, [E]
   */
  (weights: Float32Array): Float32Array;
  /** Of item-based scorers: W, what each item says for each target; [I, M], row-major. */
  readonly itemWeights?: Float32Array;
}

/** Declares a scorer. */
export function defineScorer<Options extends z.ZodType>(scorer: Scorer<Options>): Scorer {
  return scorer as unknown as Scorer;
}
