import { z } from 'zod';
import { nearestItems } from './nearestItems';
import { defineScorer } from './scorer';

/**
 * Random walks of three steps, from the customer to an item j, to another who bought it and on to the target t
 * (RP³β; Paudel et al., ACM TiiS 2017). The probability of each step is raised to α, and the end's popularity to β is
 * divided out:
 *
 *   W_jt = |B_t|^−β Σ_{d ∈ B_j ∩ B_t} |B_j|^−α |I_d|^−α  for the k items j for which it is highest,
 *
 * |I_d| items that d bought; 0 for all others and t itself. The first step is the customer's weighted history. With β = 0
 * it is P³α (Cooper et al., WWW 2014). β compares targets: within one it is a factor that a standard score removes.
 */
export const rp3beta = defineScorer({
  name: 'rp3beta',
  summary: 'random walks of three steps, popular items held back (RP³β; P³α for beta = 0)',
  options: z.strictObject({
    alpha: z.number().min(0).default(0.5),
    beta: z.number().min(0).default(0.6),
    /** From how many items a walk may lead to each target. */
    k: z.number().int().positive().default(100),
  }),
  space: { alpha: { low: 0, high: 2 }, beta: { low: 0, high: 2 }, k: { choices: [20, 50, 100, 200] } },
  fit: (graph, targets, { alpha, beta, k }) =>
    nearestItems(graph, targets, {
      k,
      customer: Float64Array.from(graph.customers, (_, c) => graph.degree(c) ** -alpha),
      scale: (buyers, buyersOfTarget) => buyers ** -alpha * buyersOfTarget ** -beta,
    }),
});
