import type { ComponentSpec } from '../base/component';
import { InputError } from '../base/errors';
import type { AsOf } from '../data/asOf';
import type { Controls } from '../data/controls/controls';
import { InteractionGraph } from './interactions';
import { scorers } from './scorers';

/** Which items each window's steps hold, and the window of each example; see `Windows`. */
interface Steps {
  readonly length: number;
  readonly of: Int32Array;
  readonly starts: Int32Array;
  readonly items: Int32Array;
}

/**
 * What each of a customer's last baskets says for the item P asked about, by weights W between items that are learned from
 * the graph as of the time asked about: the sum over the basket's lines,
 *
 *   e = Σ_{j ∈ basket} W_jP / m_P,  m_P the mean over all customers of |Σ_j W_jP| over all that they bought.
 *
 * @param kernels item-based scorers, K
 * @returns [n, length, K]; 0 where the item is not in the graph, nothing is known of it, or none is asked about
 * @throws InputError for a scorer without weights between items
 */
export function basketEvidence(
  asOf: AsOf,
  { length, of, starts, items }: Steps,
  kernels: readonly ComponentSpec[],
  windowDays: number | undefined,
  controls: Controls,
): Float32Array {
  const K = kernels.length;
  const { item } = asOf.examples;
  const evidence = new Float32Array(asOf.size * length * K);
  asOf.forEachTime((history, rows) => {
    const graph = InteractionGraph.of(history, { windowDays, controls });
    const C = graph.customers.length;
    const targets = graph.nodesOfItems(rows, item);
    const M = targets.length;
    if (M === 0) return;
    const place = new Int32Array(graph.nodeCount).fill(-1);
    targets.forEach((node, m) => {
      place[node] = m;
    });
    kernels.forEach((spec, k) => {
      const weights = scaledWeights(graph, targets, spec);
      for (const row of rows) {
        const target = graph.nodeOfItem(item[row]);
        if (target < 0) continue;
        const m = place[target];
        for (let step = 0; step < length; step++) {
          const at = of[row] * length + step;
          let sum = 0;
          for (let line = starts[at]; line < starts[at + 1]; line++) {
            const node = graph.nodeOfItem(items[line]);
            if (node >= 0) sum += weights[(node - C) * M + m];
          }
          evidence[(row * length + step) * K + k] = sum;
        }
      }
    });
  });
  return evidence;
}

/** W [I, M] over the mean over all customers of what it makes of all that they bought; 0 where nothing is known. */
function scaledWeights(graph: InteractionGraph, targets: Int32Array, spec: ComponentSpec): Float32Array {
  const { entry, options } = scorers.resolve(spec);
  const fitted = entry.fit(graph, targets, options);
  if (!fitted.itemWeights)
    throw new InputError(`scorer ${spec.name} has no weights between items`, 'branch evidence', 'ease or cosine');
  const M = targets.length;
  const means = new Float64Array(M);
  fitted(new Float32Array(graph.edgeCount).fill(1)).forEach((score, i) => {
    means[i % M] += Math.abs(score) / graph.customers.length;
  });
  return fitted.itemWeights.map((weight, i) => (means[i % M] > 0 ? weight / means[i % M] : 0));
}
