import * as tf from '@tensorflow/tfjs-core';
import { InputError } from '../base/errors';
import type { AsOf } from '../data/asOf';
import { GraphBranch, type GraphInputs } from '../fusion/branches/graph';
import type { FusedModel } from '../fusion/model';
import { integratedGradients } from './integratedGradients';
import { preparedOf } from './prepared';

/** What an edge between a customer and an item adds to the log-odds of an example. */
export interface EdgeAttribution {
  /** As the log numbers them. */
  readonly customer: number;
  readonly item: number;
  readonly value: number;
}

export interface EdgeAttributions {
  /** The edge that moves the log-odds most first. */
  readonly edges: readonly EdgeAttribution[];
  /** What the log-odds rose by when all messages came in. */
  readonly change: number;
  readonly gap: number;
}

/**
 * Contributions of edges to a network's log-odds of one example, by integrated gradients from a graph without messages to
 * all of them. Both directions of an edge count together. Node features and node2vec vectors, which know of the edges,
 * stay as they are.
 * @throws InputError for a network without a graph, or whose layers cannot leave single edges out
 */
export function edgeAttributions(network: FusedModel, asOf: AsOf, row: number, points?: number): EdgeAttributions {
  const b = network.branches.findIndex(({ branch }) => branch instanceof GraphBranch);
  if (b < 0) throw new InputError('the model has no branch "graph"', 'explanation', 'a fused model with one');
  const branch = network.branches[b].branch as GraphBranch;
  if (!branch.obeysEdgeMask)
    throw new InputError(
      'its layers cannot leave single edges out',
      'explanation of edges',
      'layers that sum messages, such as sage or gcn',
    );
  if (!branch.readsPurchasesAlone)
    throw new InputError(
      'it has edges that are no purchases',
      'explanation of edges',
      'a graph branch with the relation "purchases" alone',
    );
  const prepared = preparedOf(network, asOf);
  const { snapshots, part } = prepared[b] as GraphInputs;
  const { block, customers, items } = snapshots[part[row]];
  const { offsets, columns, rows } = block.adjacency;
  const E = columns.length;
  const which = Int32Array.of(row);
  const logit = (mask: tf.Tensor) => {
    branch.edgeMask = tf.reshape(mask, [E]);
    return network.forward(prepared, which);
  };
  try {
    const all = tf.ones([1, E]);
    const found = integratedGradients(logit, all, undefined, points);
    all.dispose();
    const sums = new Map<number, number>();
    const C = customers.length;
    for (let target = 0; target < rows; target++)
      for (let e = offsets[target]; e < offsets[target + 1]; e++) {
        const [customer, item] = target < C ? [target, columns[e]] : [columns[e], target];
        if (found.values[e] === 0) continue;
        const pair = customer * rows + item;
        sums.set(pair, (sums.get(pair) ?? 0) + found.values[e]);
      }
    const edges = [...sums]
      .map(([pair, value]) => ({ customer: customers[Math.floor(pair / rows)], item: items[(pair % rows) - C], value }))
      .sort((p, q) => Math.abs(q.value) - Math.abs(p.value));
    return { edges, change: found.change[0], gap: found.gap };
  } finally {
    branch.edgeMask = undefined;
  }
}
