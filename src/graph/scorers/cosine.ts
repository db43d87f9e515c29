import { z } from 'zod';
import { kthLargest } from '../../base/select';
import { itemBased } from './itemBased';
import { defineScorer } from './scorer';

/**
 * Item-based nearest neighbours (Sarwar et al., WWW 2001): items are alike as far as the same customers buy both,
 *
 *   W_jt = |B_j ∩ B_t| / √(|B_j| |B_t|)  for the k items j most like t,
 *
 * and 0 for all others and t itself. Items as much alike as the k-th count, too.
 */
export const cosine = defineScorer({
  name: 'cosine',
  summary: 'the most similar items by the cosine of who bought them',
  options: z.strictObject({
    /** How many similar items each target has. */
    k: z.number().int().positive().default(50),
  }),
  space: { k: { choices: [20, 50, 100, 200] } },
  fit(graph, targets, { k }) {
    const { offsets, columns: to } = graph.adjacency();
    const C = graph.customers.length;
    const I = graph.items.length;
    const M = targets.length;
    const weights = new Float32Array(I * M);
    const similarity = new Float64Array(I);
    const scratch = new Float64Array(I);
    for (let m = 0; m < M; m++) {
      const target = targets[m];
      similarity.fill(0);
      for (let e = offsets[target]; e < offsets[target + 1]; e++)
        for (let f = offsets[to[e]]; f < offsets[to[e] + 1]; f++) similarity[to[f] - C]++;
      similarity[target - C] = 0;
      const buyers = offsets[target + 1] - offsets[target];
      for (let i = 0; i < I; i++) similarity[i] /= Math.sqrt(buyers * (offsets[C + i + 1] - offsets[C + i]));
      scratch.set(similarity);
      const least = kthLargest(scratch, k);
      for (let i = 0; i < I; i++) if (similarity[i] >= least) weights[i * M + m] = similarity[i];
    }
    return itemBased(graph, weights, M);
  },
});
