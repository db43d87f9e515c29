import { z } from 'zod';
import { kthLargest } from '../../base/select';
import type { InteractionGraph } from '../interactions';
import { placesOf } from './places';
import { defineScorer } from './scorer';

/**
 * Customer-based nearest neighbours (Herlocker et al., SIGIR 1999): customers are alike as far as they buy the same
 * items, rare ones counting more. With w_j = log(C / |B_j|),
 *
 *   S_cd = Σ_{j ∈ c ∩ d} w_j² / (‖w_c‖ ‖w_d‖)  for the k customers d most like c,  ‖w_c‖² = Σ_{j ∈ c} w_j²,
 *
 * and 0 for all others and c themself. Customers as much alike as the k-th count, too. In the score of an item that c
 * bought, that item is left out of the sum over j; it has had its say in who the k are.
 */
export const customerNeighbours = defineScorer({
  name: 'customer-neighbours',
  summary: 'the most similar customers by the cosine of what they bought, rare items counting more',
  options: z.strictObject({
    /** How many similar customers each customer has. */
    k: z.number().int().positive().default(300),
  }),
  space: { k: { choices: [100, 300, 1000] } },
  fit(graph, targets, { k }) {
    const similarities = new Similarities(graph);
    const { weight, inverseNorm } = similarities;
    return (weights) => {
      const M = targets.length;
      const C = graph.customers.length;
      const { offsets, target, counts } = purchasesOf(graph, targets, weights);
      const scores = new Float32Array(C * M);
      /** For each target Σ_d S_cd r_d, and Σ_d r_d / ‖w_d‖, which tells what the target itself adds to it. */
      const sums = new Float64Array(M);
      const norms = new Float64Array(M);
      for (let c = 0; c < C; c++) {
        const { similarity, least } = similarities.of(c, k);
        sums.fill(0);
        norms.fill(0);
        for (let d = 0; d < C; d++) {
          if (similarity[d] < least) continue;
          const alike = similarity[d];
          const norm = inverseNorm[d];
          const end = offsets[d + 1];
          for (let at = offsets[d]; at < end; at++) {
            const m = target[at];
            sums[m] += alike * counts[at];
            norms[m] += norm * counts[at];
          }
        }
        for (let at = offsets[c]; at < offsets[c + 1]; at++) {
          const m = target[at];
          sums[m] -= weight[targets[m] - C] * inverseNorm[c] * norms[m];
        }
        scores.set(sums, c * M);
      }
      return scores;
    };
  },
});

/** Similarities that differ by less than this share of them are equal, and were added up in another order. */
const ROUNDING = 1e-9;

/** One customer's similarity to all others. */
class Similarities {
  /** w_j² of each item node, by its node less C. */
  readonly weight: Float64Array;
  /** 1 / ‖w_c‖ of each customer node. */
  readonly inverseNorm: Float64Array;
  private readonly similarity: Float64Array;
  private readonly scratch: Float64Array;

  constructor(private readonly graph: InteractionGraph) {
    const { offsets, columns: to } = graph.adjacency();
    const C = graph.customers.length;
    this.weight = Float64Array.from(graph.items, (_, i) => Math.log(C / (offsets[C + i + 1] - offsets[C + i])) ** 2);
    this.inverseNorm = new Float64Array(C);
    for (let c = 0; c < C; c++) {
      let sum = 0;
      for (let e = offsets[c]; e < offsets[c + 1]; e++) sum += this.weight[to[e] - C];
      // Who bought nothing but what everybody did is like nobody.
      this.inverseNorm[c] = sum > 0 ? 1 / Math.sqrt(sum) : 0;
    }
    this.similarity = new Float64Array(C);
    this.scratch = new Float64Array(C);
  }

  /** The similarities of a customer node, which the next call overwrites, and that of the k-th most similar. */
  of(node: number, k: number): { similarity: Float64Array; least: number } {
    const { offsets, columns: to } = this.graph.adjacency();
    const C = this.graph.customers.length;
    const { similarity, scratch, weight, inverseNorm } = this;
    similarity.fill(0);
    for (let e = offsets[node]; e < offsets[node + 1]; e++) {
      const w = weight[to[e] - C];
      const end = offsets[to[e] + 1];
      for (let f = offsets[to[e]]; f < end; f++) similarity[to[f]] += w;
    }
    similarity[node] = 0;
    let count = 0;
    for (let c = 0; c < C; c++) {
      similarity[c] *= inverseNorm[node] * inverseNorm[c];
      if (similarity[c] > 0) scratch[count++] = similarity[c];
    }
    // Customers without a common item are nobody's neighbours, however few there are.
    return { similarity, least: count > k ? kthLargest(scratch, k, count) * (1 - ROUNDING) : Number.MIN_VALUE };
  }
}

/** Which targets each customer bought, and what each counts: those of customer node c are `offsets[c] … offsets[c + 1])`. */
function purchasesOf(graph: InteractionGraph, targets: Int32Array, weights: Float32Array) {
  const C = graph.customers.length;
  const place = placesOf(graph, targets);
  const offsets = new Int32Array(C + 1);
  const target = new Int32Array(graph.edgeCount);
  const counts = new Float32Array(graph.edgeCount);
  let count = 0;
  for (let c = 0, e = 0; c < C; c++) {
    for (; e < graph.edgeCount && graph.edgeCustomer[e] === c; e++) {
      if (place[graph.edgeItem[e]] < 0) continue;
      target[count] = place[graph.edgeItem[e]];
      counts[count++] = weights[e];
    }
    offsets[c + 1] = count;
  }
  return { offsets, target, counts };
}
