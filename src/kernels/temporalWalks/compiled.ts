import type { Kernels } from '../compiled';
import { batchOnThreads } from '../walks/compiled';
import type { WalkBatch } from '../walks/types';
import type { TemporalAdjacency } from './types';

/** Temporal walks by the compiled kernel, on all its threads. */
export function temporalCompiled(kernels: Kernels, graph: TemporalAdjacency, length: number, seed: number): WalkBatch {
  const { nodeCount, nodes, columns, onward, sums } = graph;
  const count = columns.length;
  kernels.reserve(nodes.length + 2 * count + (sums ? 2 * count : 0), 3);
  const entries = kernels.ints(2 * count);
  for (let e = 0; e < count; e++) {
    entries.view[2 * e] = columns[e];
    entries.view[2 * e + 1] = onward[e];
  }
  const places = [kernels.int(nodes), entries.at] as const;
  const weights = sums && kernels.doubles(count);
  weights?.view.set(sums ?? []);
  return batchOnThreads(kernels, length, 'temporalWalks', (first, end, out, lanes) => [
    first,
    end,
    seed,
    nodeCount,
    length,
    ...places,
    weights?.at ?? 0,
    out,
    lanes,
  ]);
}
