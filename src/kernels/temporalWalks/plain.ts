import { walkEach } from '../walks/plain';
import type { WalkBatch } from '../walks/types';
import type { TemporalAdjacency } from './types';

/** Temporal walks in plain TypeScript, the same to the bit: the reference. */
export function temporalPlain(
  { nodeCount, nodes, columns, onward, sums }: TemporalAdjacency,
  length: number,
  seed: number,
): WalkBatch {
  return walkEach(nodeCount, length, seed, (random, walk) => {
    let open = nodes[2 * walk[0] + 1];
    for (let step = 1; step < length && open > 0; step++) {
      const from = nodes[2 * walk[step - 1]];
      const position = random.bits() / 2 ** 32;
      const entry = sums ? firstAbove(sums, from, open, position) : from + Math.floor(open * position);
      walk[step] = columns[entry];
      open = onward[entry];
    }
  });
}

/** The first of `count` entries whose cumulative weight exceeds a share of the total. */
function firstAbove(sums: Float64Array, from: number, count: number, share: number): number {
  let low = from;
  let high = from + count - 1;
  const sum = sums[high] * share;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sums[middle] > sum) high = middle;
    else low = middle + 1;
  }
  return low;
}
