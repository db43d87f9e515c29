import { InputError } from '../../base/errors';
import { hash32, scatter } from '../../base/random';
import type { WalkSource } from './walks';

/**
 * Counts how often the walks that are trained on visit each node, and sets the others aside.
 * @param share of the walks that are held out
 * @param portion walks in a batch
 * @returns the walks to train on, the counts [nodeCount] and their sum, and the walks held out
 */
export function countNodes(all: WalkSource, nodeCount: number, share: number, seed: number, portion: number) {
  const { count, length } = all;
  const key = hash32(`${seed}/skip-gram, held out`);
  const isHeldOut = (walk: number) => scatter(walk ^ key) < share * 2 ** 32;
  const counts = new Float64Array(nodeCount);
  const heldOut: Int32Array[] = [];
  let visits = 0;
  for (let first = 0; first < count; first += portion) {
    const end = Math.min(count, first + portion);
    const nodes = all.batch(first, end);
    for (let walk = first; walk < end; walk++) {
      const from = (walk - first) * length;
      const skipped = isHeldOut(walk);
      if (skipped) heldOut.push(nodes.slice(from, from + length));
      for (let at = from; at < from + length && nodes[at] >= 0; at++) {
        if (nodes[at] >= nodeCount)
          throw new InputError(`walk ${walk} visits node ${nodes[at]}`, undefined, `nodes below ${nodeCount}`);
        if (skipped) continue;
        counts[nodes[at]]++;
        visits++;
      }
    }
  }
  // In training, a walk that is held out has no nodes.
  const batch = (first: number, end: number) => {
    const nodes = all.batch(first, end).slice();
    for (let walk = first; walk < end; walk++) if (isHeldOut(walk)) nodes[(walk - first) * length] = -1;
    return nodes;
  };
  return { source: share > 0 ? { count, length, batch } : all, counts, visits, heldOut };
}
