import { z } from 'zod';
import { Random } from '../../base/random';
import type { InteractionGraph } from '../interactions';
import { placesOf } from './places';
import { defineScorer } from './scorer';

const optionsSchema = z.strictObject({
  /** K, the length of each factor. */
  factors: z.number().int().positive().default(32),
  epochs: z.number().int().positive().default(20),
  learningRate: z.number().positive().default(0.05),
  /** The ridge penalty λ. */
  lambda: z.number().min(0).default(0.01),
});
type Options = z.output<typeof optionsSchema>;

/** Purchases that a step learns from, at most, all of one customer. */
const STEP = 16;

/**
 * Bayesian personalised ranking (Rendle et al., UAI 2009) of a factored item-based model (FISM; Kabbur et al., KDD 2013).
 * What a customer bought says who they are, so that weighted histories and new customers need no training: with factors
 * p_j of an item in the history and q_t of one that is asked about,
 *
 *   score(c, t) = |c|^−½ Σ_{j ∈ c, j ≠ t} r_j p_j · q_t.
 *
 * For purchases t of c, and as many items s that c did not buy, it is trained to maximise
 * Σ ln σ(x_ct · (q_t − q_s)) − λ/2 ‖·‖² on the unweighted graph, x_ct the sum over the history without t.
 */
export const bpr = defineScorer({
  name: 'bpr',
  summary: 'item factors trained to rank what was bought above what was not (BPR)',
  options: optionsSchema,
  space: {
    factors: { choices: [16, 32, 64] },
    learningRate: { low: 0.005, high: 0.2, log: true },
    lambda: { low: 1e-4, high: 0.1, log: true },
  },
  fit(graph, targets, options) {
    const C = graph.customers.length;
    const M = targets.length;
    const K = options.factors;
    const { history, asked } = trainRanking(graph, options);
    const places = placesOf(graph, targets);
    const { offsets } = graph.adjacency();
    return (weights) => {
      const scores = new Float32Array(C * M);
      const sum = new Float64Array(K);
      const score = (item: number, size: number) => {
        let product = 0;
        for (let k = 0; k < K; k++) product += sum[k] * asked[item * K + k];
        return product / Math.sqrt(size);
      };
      const sumUp = (c: number, leftOut: number) => {
        sum.fill(0);
        for (let e = offsets[c]; e < offsets[c + 1]; e++)
          if (e !== leftOut)
            for (let k = 0; k < K; k++) sum[k] += weights[e] * history[(graph.edgeItem[e] - C) * K + k];
      };
      for (let c = 0; c < C; c++) {
        const size = offsets[c + 1] - offsets[c];
        sumUp(c, -1);
        for (let m = 0; m < M; m++) scores[c * M + m] = score(targets[m] - C, size);
        for (let e = offsets[c]; e < offsets[c + 1]; e++) {
          if (places[graph.edgeItem[e]] < 0) continue;
          sumUp(c, e);
          scores[c * M + places[graph.edgeItem[e]]] = score(graph.edgeItem[e] - C, size);
        }
      }
      return scores;
    };
  },
});

/** Factors of items in a history and of items asked about, [I, K] each. */
export interface ItemFactors {
  readonly history: Float64Array;
  readonly asked: Float64Array;
}

export function trainRanking(graph: InteractionGraph, options: Options): ItemFactors {
  const C = graph.customers.length;
  const I = graph.items.length;
  const { offsets } = graph.adjacency();
  const random = Random.of(0, 'bpr');
  const start = () => Float64Array.from({ length: I * options.factors }, () => 0.1 * random.normal());
  const factors = { history: start(), asked: start() };
  const step = new RankingStep(factors, options);
  const bought = graph.edgeItem.map((node) => node - C);
  const owner = new Int32Array(I).fill(-1);
  const customers = Int32Array.from({ length: C }, (_, c) => c);
  for (let epoch = 0; epoch < options.epochs; epoch++)
    for (const c of random.shuffle(customers)) {
      const items = bought.subarray(offsets[c], offsets[c + 1]);
      // Nobody says anything of an item by buying it alone, or by buying everything.
      if (items.length < 2 || items.length === I) continue;
      for (const item of items) owner[item] = c;
      for (let done = 0; done < items.length; done += STEP) {
        const size = Math.min(STEP, items.length - done);
        const positive = Int32Array.from({ length: size }, () => items[random.int(items.length)]);
        const negative = positive.map(() => {
          let item = random.int(I);
          while (owner[item] === c) item = random.int(I);
          return item;
        });
        step.take(items, positive, negative);
      }
    }
  return factors;
}

/** Stochastic gradient steps, in place, each of one customer. */
export class RankingStep {
  private readonly K: number;
  private readonly sum: Float64Array;
  private readonly x: Float64Array;
  /** Gradients by x of each triple, and of their sum. */
  private readonly byHistory: Float64Array;
  private readonly total: Float64Array;
  /** Changes of q_t and q_s of each triple. */
  private readonly changes: Float64Array;

  constructor(
    private readonly factors: ItemFactors,
    private readonly options: Pick<Options, 'factors' | 'learningRate' | 'lambda'>,
  ) {
    this.K = options.factors;
    this.sum = new Float64Array(this.K);
    this.x = new Float64Array(this.K);
    this.total = new Float64Array(this.K);
    this.byHistory = new Float64Array(STEP * this.K);
    this.changes = new Float64Array(2 * STEP * this.K);
  }

  /**
   * One step down the gradient of
   *
   *   Σ_n [−ln σ(x_n · (q_t − q_s)) + λ/2 (‖q_t‖² + ‖q_s‖²)] + λ/2 Σ_j ‖p_j‖²,  x_n = |c|^−½ Σ_{j ≠ t} p_j,
   *
   * over triples n of the customer, t and s.
   * @param bought all items of the customer
   * @param positive t of each triple, 16 at most
   * @param negative s of each triple
   */
  take(bought: Int32Array, positive: Int32Array, negative: Int32Array): void {
    const { K, sum, x, byHistory, total, changes } = this;
    const { history: p, asked: q } = this.factors;
    const { learningRate, lambda } = this.options;
    const scale = 1 / Math.sqrt(bought.length);
    sum.fill(0);
    for (const item of bought) for (let k = 0; k < K; k++) sum[k] += p[item * K + k];
    total.fill(0);
    for (let n = 0; n < positive.length; n++) {
      const t = positive[n] * K;
      const s = negative[n] * K;
      let margin = 0;
      for (let k = 0; k < K; k++) {
        x[k] = scale * (sum[k] - p[t + k]);
        margin += x[k] * (q[t + k] - q[s + k]);
      }
      const pull = 1 / (1 + Math.exp(margin));
      for (let k = 0; k < K; k++) {
        const towards = pull * scale * (q[t + k] - q[s + k]);
        byHistory[n * K + k] = towards;
        total[k] += towards;
        changes[2 * n * K + k] = pull * x[k] - lambda * q[t + k];
        changes[(2 * n + 1) * K + k] = -pull * x[k] - lambda * q[s + k];
      }
    }
    for (const item of bought)
      for (let k = 0; k < K; k++) p[item * K + k] += learningRate * (total[k] - lambda * p[item * K + k]);
    for (let n = 0; n < positive.length; n++)
      for (let k = 0; k < K; k++) {
        // The item that a triple asks about is no part of its history.
        p[positive[n] * K + k] -= learningRate * byHistory[n * K + k];
        q[positive[n] * K + k] += learningRate * changes[2 * n * K + k];
        q[negative[n] * K + k] += learningRate * changes[(2 * n + 1) * K + k];
      }
  }
}
