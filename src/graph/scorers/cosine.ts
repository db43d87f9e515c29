import { z } from 'zod';
import { nearestItems } from './nearestItems';
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
  fit: (graph, targets, { k }) =>
    nearestItems(graph, targets, {
      k,
      customer: new Float64Array(graph.customers.length).fill(1),
      scale: (buyers, buyersOfTarget) => 1 / Math.sqrt(buyers * buyersOfTarget),
    }),
});
