import type { ComponentSpec } from '../base/component';
import { InputError } from '../base/errors';
import type { AsOf } from '../data/asOf';
import type { Controls } from '../data/controls/controls';
import { InteractionGraph } from './interactions';
import { scorers } from './scorers';

/** Which items each window's steps hold, and the window of each example; see `Windows`. */
interface Steps {
  readonly count: number;
  readonly length: number;
  readonly of: Int32Array;
  readonly starts: Int32Array;
  readonly items: Int32Array;
}

/**
 * What each of a customer's last baskets says for the item P asked about, by weights W between items that are learned from
 * the graph as of the time asked about: the sum over the basket's items, an item that was bought again being part of the
 * last basket with it alone, as one edge of the graph,
 *
 *   e = Σ_{j ∈ basket} W_jP / m_P,  m_P the mean over all customers of |Σ_j W_jP| over all that they bought.
 *
 * @param kernels item-based scorers, K
 * @returns [n, length, K]; 0 where the item is not in the graph, nothing is known of it, or none is asked about
 * @throws InputError for a scorer without weights between items
 */
export function basketEvidence(
  asOf: AsOf,
  steps: Steps,
  kernels: readonly ComponentSpec[],
  windowDays: number | undefined,
  controls: Controls,
): Float32Array {
  const K = kernels.length;
  const { length, of } = steps;
  const { starts, items } = lastPurchases(steps);
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
          for (let i = starts[at]; i < starts[at + 1]; i++) {
            const node = graph.nodeOfItem(items[i]);
            if (node >= 0) sum += weights[(node - C) * M + m];
          }
          evidence[(row * length + step) * K + k] = sum;
        }
      }
    });
  });
  return evidence;
}

/** The items of each step that its window's later steps do not have. */
function lastPurchases({ count, length, starts, items }: Steps): Pick<Steps, 'starts' | 'items'> {
  const isLast = new Uint8Array(items.length);
  /** The window that had each item last, from 1 on. */
  const seen = new Int32Array(items.reduce((most, item) => Math.max(most, item + 1), 0));
  for (let window = 0; window < count; window++)
    for (let line = starts[(window + 1) * length] - 1; line >= starts[window * length]; line--) {
      if (seen[items[line]] === window + 1) continue;
      seen[items[line]] = window + 1;
      isLast[line] = 1;
    }
  const kept = new Int32Array(starts.length);
  const left = new Int32Array(items.length);
  let at = 0;
  for (let step = 0; step + 1 < starts.length; step++) {
    for (let line = starts[step]; line < starts[step + 1]; line++) if (isLast[line]) left[at++] = items[line];
    kept[step + 1] = at;
  }
  return { starts: kept, items: left };
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
