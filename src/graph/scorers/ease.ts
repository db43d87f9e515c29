import { z } from 'zod';
import { type Csr, csrOf, transpose } from '../../base/csr';
import { InputError } from '../../base/errors';
import type { InteractionGraph } from '../interactions';
import { itemBased } from './itemBased';
import { multiplyColumns } from './product';
import { defineScorer } from './scorer';

const TOLERANCE = 1e-5;
const MAX_ITERATIONS = 1000;

/**
 * EASE (Steck, WWW 2019): each item regressed on all others by ridge regression. With the binary matrix X [C, I] of who
 * bought what and P = (XᵀX + λ)⁻¹,
 *
 *   W_jt = −P_jt / P_tt,  W_tt = 0.
 *
 * Only the targets' columns of P are computed, all together, by conjugate gradients on the sparse X.
 */
export const ease = defineScorer({
  name: 'ease',
  summary: 'ridge regression of each item on all others, in closed form (EASE)',
  options: z.strictObject({
    /** The ridge penalty λ. Small ones overfit the many rare items. */
    lambda: z.number().positive().default(1000),
    /** Items with fewer buyers take no part; as a target, nothing is known of them. */
    minBuyers: z.number().int().positive().default(20),
  }),
  space: { lambda: { low: 100, high: 10_000, log: true } },
  fit(graph, targets, { lambda, minBuyers }) {
    const C = graph.customers.length;
    const I = graph.items.length;
    const M = targets.length;
    const [kept, places] = itemsWithBuyers(graph, minBuyers);
    const asked = targets.map((node) => places[node - C]).filter((place) => place >= 0);
    const inverse = inverseColumns(matrixOf(graph, kept, places), lambda, asked);
    const weights = new Float32Array(I * M);
    for (let m = 0, column = 0; m < M; m++) {
      const target = targets[m] - C;
      if (places[target] < 0) {
        for (let i = 0; i < I; i++) weights[i * M + m] = Number.NaN;
        continue;
      }
      const own = inverse[places[target] * asked.length + column];
      for (let k = 0; k < kept.length; k++)
        weights[kept[k] * M + m] = kept[k] === target ? 0 : -inverse[k * asked.length + column] / own;
      column++;
    }
    return itemBased(graph, weights, M);
  },
});

/** The items with so many buyers at least, and the place of each item among them, -1 for the others. */
function itemsWithBuyers(graph: InteractionGraph, minBuyers: number): [kept: Int32Array, places: Int32Array] {
  const C = graph.customers.length;
  const { offsets } = graph.adjacency();
  const places = new Int32Array(graph.items.length).fill(-1);
  const kept = new Int32Array(graph.items.length);
  let count = 0;
  for (let i = 0; i < places.length; i++)
    if (offsets[C + i + 1] - offsets[C + i] >= minBuyers) {
      kept[count] = i;
      places[i] = count++;
    }
  return [kept.slice(0, count), places];
}

/** The binary matrix X [C, kept items]. */
function matrixOf(graph: InteractionGraph, kept: Int32Array, places: Int32Array): Csr {
  const C = graph.customers.length;
  const edges = graph.edgeItem.map((_, e) => e).filter((e) => places[graph.edgeItem[e] - C] >= 0);
  return csrOf(
    edges.map((e) => graph.edgeCustomer[e]),
    edges.map((e) => places[graph.edgeItem[e] - C]),
    new Float32Array(edges.length).fill(1),
    C,
    kept.length,
  );
}

/**
 * Columns of (XᵀX + λ)⁻¹ by conjugate gradients (Hestenes and Stiefel, 1952), each stopped for itself.
 * @param X [C, I]
 * @param targets the columns wanted, [M]
 * @returns [I, M], row-major
 */
function inverseColumns(X: Csr, lambda: number, targets: Int32Array): Float32Array {
  const M = targets.length;
  const size = X.cols * M;
  const transposed = transpose(X);
  const solution = new Float32Array(size);
  const residual = new Float32Array(size);
  for (let m = 0; m < M; m++) residual[targets[m] * M + m] = 1;
  const direction = residual.slice();
  let norms = columnProducts(residual, residual, M);
  // A column that has converged takes steps of 0 from then on, whatever the others do.
  const isOpen = (norm: number) => norm > TOLERANCE ** 2;
  for (let iteration = 0; norms.some(isOpen); iteration++) {
    if (iteration === MAX_ITERATIONS)
      throw new InputError(`ease does not converge with lambda = ${lambda}`, undefined, 'a larger lambda');
    const image = multiplyColumns(transposed, multiplyColumns(X, direction, M), M);
    for (let at = 0; at < size; at++) image[at] += lambda * direction[at];
    const curvature = columnProducts(direction, image, M);
    const step = norms.map((norm, m) => (isOpen(norm) ? norm / curvature[m] : 0));
    for (let at = 0; at < size; ) {
      for (let m = 0; m < M; m++, at++) {
        solution[at] += step[m] * direction[at];
        residual[at] -= step[m] * image[at];
      }
    }
    const next = columnProducts(residual, residual, M);
    const turn = next.map((norm, m) => (isOpen(norms[m]) ? norm / norms[m] : 0));
    for (let at = 0; at < size; )
      for (let m = 0; m < M; m++, at++) direction[at] = residual[at] + turn[m] * direction[at];
    norms = next;
  }
  return solution;
}

/** Σ_i a_im b_im of two matrices [I, M]: one number a column. */
function columnProducts(a: Float32Array, b: Float32Array, M: number): Float64Array {
  const sums = new Float64Array(M);
  for (let at = 0; at < a.length; ) for (let m = 0; m < M; m++, at++) sums[m] += a[at] * b[at];
  return sums;
}
