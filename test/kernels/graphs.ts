import { type Csr, csrOf } from '../../src/base/csr';
import { Random } from '../../src/base/random';

/** The graph with these edges, receiver first, all of weight 1. */
export function graphOf(rows: number, cols: number, edges: readonly (readonly [number, number])[]): Csr {
  return csrOf(
    Int32Array.from(edges, ([i]) => i),
    Int32Array.from(edges, ([, j]) => j),
    new Float32Array(edges.length).fill(1),
    rows,
    cols,
  );
}

/** One with so many edges between nodes drawn at random, some twice. */
export function randomGraph(rows: number, cols: number, edges: number, seed = 1): Csr {
  const random = Random.of(seed, 'graph');
  return graphOf(
    rows,
    cols,
    Array.from({ length: edges }, () => [random.int(rows), random.int(cols)] as const),
  );
}

/** In the first, fourth and last rows and the third column nothing stands. */
export const HOLED = graphOf(6, 4, [
  [1, 0],
  [1, 3],
  [2, 0],
  [4, 1],
  [4, 3],
]);
