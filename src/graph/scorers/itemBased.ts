import type { Csr } from '../../base/csr';
import type { InteractionGraph } from '../interactions';
import { multiplyColumns } from './product';
import type { FittedScorer } from './scorer';

/** Scores R W. @param itemWeights W, one column a target: [I, M], row-major */
export function itemBased(graph: InteractionGraph, itemWeights: Float32Array, M: number): FittedScorer {
  const scores = (weights: Float32Array) => multiplyColumns(historyMatrix(graph, weights), itemWeights, M);
  return Object.assign(scores, { itemWeights });
}

/** The matrix R [C, I] of the customers' histories. @param weights of the edges, [E] */
export function historyMatrix(graph: InteractionGraph, weights: Float32Array): Csr {
  const C = graph.customers.length;
  return {
    rows: C,
    cols: graph.items.length,
    // Edges are sorted by customer, so the customers' rows of the adjacency hold them in their own order.
    offsets: graph.adjacency().offsets.slice(0, C + 1),
    columns: graph.edgeItem.map((node) => node - C),
    values: weights,
  };
}
