import { kthLargest } from '../../base/select';
import type { InteractionGraph } from '../interactions';
import { itemBased } from './itemBased';
import type { FittedScorer } from './scorer';

/** Similarities that differ by less than this share of them are equal, and were added up in another order. */
const ROUNDING = 1e-9;

/** How alike two items are by the customers who bought both. */
export interface Similarity {
  /** How many similar items each target has. */
  readonly k: number;
  /** What each customer node adds who bought both, [C]. */
  readonly customer: Float64Array;
  /** The factor of the sum, by how many bought the one item and the target. */
  scale(buyers: number, buyersOfTarget: number): number;
}

/**
 * Scores by the items most like each target t, itself left out:
 *
 *   W_jt = scale(|B_j|, |B_t|) Σ_{d ∈ B_j ∩ B_t} customer_d  for the k items j for which it is highest,
 *
 * and 0 for all others. Items as much alike as the k-th count, too.
 */
export function nearestItems(graph: InteractionGraph, targets: Int32Array, similarity: Similarity): FittedScorer {
  const { k, customer, scale } = similarity;
  const { offsets, columns: to } = graph.adjacency();
  const C = graph.customers.length;
  const I = graph.items.length;
  const M = targets.length;
  const buyers = Int32Array.from(graph.items, (_, i) => offsets[C + i + 1] - offsets[C + i]);
  const weights = new Float32Array(I * M);
  const alike = new Float64Array(I);
  const scratch = new Float64Array(I);
  for (let m = 0; m < M; m++) {
    const target = targets[m];
    alike.fill(0);
    for (let e = offsets[target]; e < offsets[target + 1]; e++) {
      const added = customer[to[e]];
      const end = offsets[to[e] + 1];
      for (let f = offsets[to[e]]; f < end; f++) alike[to[f] - C] += added;
    }
    alike[target - C] = 0;
    for (let i = 0; i < I; i++) alike[i] *= scale(buyers[i], buyers[target - C]);
    scratch.set(alike);
    const least = kthLargest(scratch, k) * (1 - ROUNDING);
    for (let i = 0; i < I; i++) if (alike[i] >= least) weights[i * M + m] = alike[i];
  }
  return itemBased(graph, weights, M);
}
