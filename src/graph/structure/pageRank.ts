import type { Csr } from '../../base/csr';

const DAMPING = 0.85;
const TOLERANCE = 1e-9;
const MOST_STEPS = 200;

/**
 * PageRank (Page et al., 1999) along weighted edges, damped by .85; it sums to 1. A node without edges sends to all nodes
 * alike. [N]
 * @param adjacency symmetric, weights of 0 or more
 */
export function pageRank({ rows, offsets, columns, values }: Csr): Float64Array {
  const strength = new Float64Array(rows);
  for (let i = 0; i < rows; i++) for (let e = offsets[i]; e < offsets[i + 1]; e++) strength[i] += values[e];
  let rank = new Float64Array(rows).fill(1 / rows);
  let next = new Float64Array(rows);
  for (let step = 0; step < MOST_STEPS; step++) {
    let unsent = 0;
    for (let i = 0; i < rows; i++) if (strength[i] === 0) unsent += rank[i];
    next.fill((1 - DAMPING + DAMPING * unsent) / rows);
    for (let i = 0; i < rows; i++)
      if (strength[i] > 0) {
        const share = (DAMPING * rank[i]) / strength[i];
        for (let e = offsets[i]; e < offsets[i + 1]; e++) next[columns[e]] += share * values[e];
      }
    let moved = 0;
    for (let i = 0; i < rows; i++) moved += Math.abs(next[i] - rank[i]);
    [rank, next] = [next, rank];
    if (moved < TOLERANCE) break;
  }
  return rank;
}
