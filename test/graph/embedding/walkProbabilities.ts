import assert from 'node:assert/strict';
import { type Csr, csrOf } from '../../../src/base/csr';
import { normalCdf, twoSidedP } from '../../../src/evaluation/normal';
import type { Walks } from '../../../src/graph/embedding/walks';

export type Edge = readonly [from: number, to: number, weight: number];

/** The adjacency of directed edges. */
export function digraphOf(nodes: number, edges: readonly Edge[]): Csr {
  return csrOf(
    Int32Array.from(edges, ([i]) => i),
    Int32Array.from(edges, ([, j]) => j),
    Float32Array.from(edges, ([, , w]) => w),
    nodes,
    nodes,
  );
}

/** The symmetric adjacency of undirected edges. */
export function graphOf(nodes: number, edges: readonly Edge[]): Csr {
  return digraphOf(
    nodes,
    edges.flatMap(([i, j, w]): Edge[] =>
      i === j
        ? [[i, i, w]]
        : [
            [i, j, w],
            [j, i, w],
          ],
    ),
  );
}

/** [N × N] weights; 0 where no edge is. */
export function dense({ rows, offsets, columns, values }: Csr): number[][] {
  const matrix = Array.from({ length: rows }, () => new Array<number>(rows).fill(0));
  for (let i = 0; i < rows; i++) for (let e = offsets[i]; e < offsets[i + 1]; e++) matrix[i][columns[e]] += values[e];
  return matrix;
}

/** P(χ² with k degrees of freedom ≥ x) by the cube-root approximation (Wilson and Hilferty, PNAS 1931). */
export function chiSquareP(x: number, k: number): number {
  const variance = 2 / (9 * k);
  const z = (Math.cbrt(x / k) - 1 + variance) / Math.sqrt(variance);
  return z > 0 ? twoSidedP(z) / 2 : 1 - normalCdf(z);
}

/**
 * The p-value of walks' steps whose probabilities are proportional to `weight(previous, current, next)`. Steps that have
 * none fail.
 */
export function fitOfSteps(
  walks: Walks,
  N: number,
  weight: (previous: number, current: number, next: number) => number,
): number {
  const seen = new Float64Array(N ** 3);
  for (let w = 0; w < walks.count; w++)
    for (let s = 2; s < walks.length; s++) {
      const [t, v, x] = walks.nodes.subarray(w * walks.length + s - 2);
      if (x < 0) break;
      seen[(t * N + v) * N + x]++;
    }
  let statistic = 0;
  let freedom = 0;
  for (let t = 0; t < N; t++)
    for (let v = 0; v < N; v++) {
      const counts = seen.subarray((t * N + v) * N, (t * N + v + 1) * N);
      const total = counts.reduce((a, b) => a + b, 0);
      if (total === 0) continue;
      const weights = Array.from(counts, (_, x) => weight(t, v, x));
      const sum = weights.reduce((a, b) => a + b, 0);
      freedom += weights.filter((each) => each > 0).length - 1;
      for (let x = 0; x < N; x++) {
        const expected = (total * weights[x]) / sum;
        if (expected > 0) statistic += (counts[x] - expected) ** 2 / expected;
        else assert.equal(counts[x], 0, `a step from ${t} over ${v} to ${x}, which cannot be`);
      }
    }
  return chiSquareP(statistic, freedom);
}
