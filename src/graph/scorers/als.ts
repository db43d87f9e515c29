import { z } from 'zod';
import { Random } from '../../base/random';
import type { InteractionGraph } from '../interactions';
import { placesOf } from './places';
import { defineScorer } from './scorer';

const optionsSchema = z.strictObject({
  /** K, the length of each factor. */
  factors: z.number().int().positive().default(32),
  /** The ridge penalty λ. */
  lambda: z.number().positive().default(10),
  /** What an item that the customer did not buy weighs, α; one that they bought weighs 1. */
  unobservedWeight: z.number().positive().default(0.1),
  /** How often customers and items are solved for in turn. */
  iterations: z.number().int().positive().default(10),
});
type Options = z.output<typeof optionsSchema>;

/**
 * Matrix factorisation of implicit feedback by alternating least squares (Hu, Koren and Volinsky, ICDM 2008), the loss
 * written as in Rendle et al. (RecSys 2022). Factors x_c and y_i of K numbers minimise
 *
 *   Σ_{i ∈ c} (1 − x_c·y_i)² + α Σ_c Σ_i (x_c·y_i)² + λ (Σ_c ‖x_c‖² + Σ_i ‖y_i‖²)
 *
 * on the unweighted graph. With the items' factors Y kept, a customer's history r is folded in,
 *
 *   x_c = (Σ_i r_i y_i y_iᵀ + α YᵀY + λ)⁻¹ Σ_i r_i y_i,
 *
 * and x_c·y_t is their score of t, t itself left out of the sums.
 */
export const als = defineScorer({
  name: 'als',
  summary: 'matrix factorisation by alternating least squares (implicit ALS)',
  options: optionsSchema,
  space: {
    factors: { choices: [16, 32, 64, 128] },
    lambda: { low: 0.1, high: 100, log: true },
    unobservedWeight: { low: 0.01, high: 1, log: true },
  },
  fit(graph, targets, options) {
    const C = graph.customers.length;
    const M = targets.length;
    const K = options.factors;
    const items = itemFactors(graph, options);
    const solver = new RidgeSolver(items, options);
    const places = placesOf(graph, targets);
    const { offsets } = graph.adjacency();
    const columns = graph.edgeItem.map((node) => node - C);
    return (weights) => {
      const scores = new Float32Array(C * M);
      const score = (x: Float64Array, item: number) => {
        let product = 0;
        for (let k = 0; k < K; k++) product += x[k] * items[item * K + k];
        return product;
      };
      for (let c = 0; c < C; c++) {
        const x = solver.solve(columns, weights, offsets[c], offsets[c + 1]);
        for (let m = 0; m < M; m++) scores[c * M + m] = score(x, targets[m] - C);
        for (let e = offsets[c]; e < offsets[c + 1]; e++) {
          const m = places[graph.edgeItem[e]];
          if (m < 0) continue;
          const without = solver.solve(columns, weights, offsets[c], offsets[c + 1], e);
          scores[c * M + m] = score(without, columns[e]);
        }
      }
      return scores;
    };
  },
});

/** The items' factors that the scorer learns, from small random ones; [I, K]. */
export function itemFactors(graph: InteractionGraph, options: Options): Float64Array {
  const { factors: K } = options;
  const random = Random.of(0, 'als');
  const start = Float64Array.from({ length: graph.items.length * K }, () => (0.1 * random.normal()) / Math.sqrt(K));
  return alternate(graph, start, options);
}

/** The items' factors that the iterations reach. @param start [I, K] */
export function alternate(graph: InteractionGraph, start: Float64Array, options: Options): Float64Array {
  const K = options.factors;
  const C = graph.customers.length;
  const { offsets, columns: customersOf } = graph.adjacency();
  const itemsOf = customersOf.map((node) => node - C);
  const ones = new Float32Array(customersOf.length).fill(1);
  const items = start.slice();
  const customers = new Float64Array(C * K);
  for (let iteration = 0; iteration < options.iterations; iteration++) {
    const ofCustomers = new RidgeSolver(items, options);
    for (let c = 0; c < C; c++) customers.set(ofCustomers.solve(itemsOf, ones, offsets[c], offsets[c + 1]), c * K);
    const ofItems = new RidgeSolver(customers, options);
    for (let i = 0; i < graph.items.length; i++)
      items.set(ofItems.solve(customersOf, ones, offsets[C + i], offsets[C + i + 1]), i * K);
  }
  return items;
}

/** Solves for one side's factors, the other side's Y [n, K] being fixed. */
class RidgeSolver {
  private readonly K: number;
  /** α YᵀY + λ, of which the lower triangle is filled; [K, K]. */
  private readonly base: Float64Array;
  private readonly matrix: Float64Array;
  private readonly solution: Float64Array;

  constructor(
    private readonly fixed: Float64Array,
    { factors, lambda, unobservedWeight }: Pick<Options, 'factors' | 'lambda' | 'unobservedWeight'>,
  ) {
    const K = factors;
    this.K = K;
    this.base = new Float64Array(K * K);
    this.matrix = new Float64Array(K * K);
    this.solution = new Float64Array(K);
    for (let at = 0; at < fixed.length; at += K) this.addOuter(this.base, at, unobservedWeight);
    for (let k = 0; k < K; k++) this.base[k * K + k] += lambda;
  }

  /**
   * (Σ_e r_e y yᵀ + α YᵀY + λ)⁻¹ Σ_e r_e y over some entries e, y the row of Y that the entry names; the next call
   * overwrites it. [K]
   * @param leftOut an entry that does not count
   */
  solve(rows: Int32Array, weights: Float32Array, from: number, to: number, leftOut = -1): Float64Array {
    const { K, fixed, matrix, solution } = this;
    matrix.set(this.base);
    solution.fill(0);
    for (let e = from; e < to; e++) {
      if (e === leftOut || weights[e] === 0) continue;
      const at = rows[e] * K;
      this.addOuter(matrix, at, weights[e]);
      for (let k = 0; k < K; k++) solution[k] += weights[e] * fixed[at + k];
    }
    solvePositiveDefinite(matrix, solution);
    return solution;
  }

  private addOuter(into: Float64Array, at: number, weight: number): void {
    const { K, fixed } = this;
    for (let a = 0; a < K; a++) {
      const scaled = weight * fixed[at + a];
      for (let b = 0; b <= a; b++) into[a * K + b] += scaled * fixed[at + b];
    }
  }
}

/** Solves A x = b by Cholesky's decomposition, in place. @param A [K, K], the lower triangle; @param b becomes x, [K] */
function solvePositiveDefinite(A: Float64Array, b: Float64Array): void {
  const K = b.length;
  for (let i = 0; i < K; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = A[i * K + j];
      for (let k = 0; k < j; k++) sum -= A[i * K + k] * A[j * K + k];
      A[i * K + j] = i === j ? Math.sqrt(sum) : sum / A[j * K + j];
    }
    let sum = b[i];
    for (let k = 0; k < i; k++) sum -= A[i * K + k] * b[k];
    b[i] = sum / A[i * K + i];
  }
  for (let i = K - 1; i >= 0; i--) {
    let sum = b[i];
    for (let k = i + 1; k < K; k++) sum -= A[k * K + i] * b[k];
    b[i] = sum / A[i * K + i];
  }
}
