import { csrOf } from '../base/csr';
import { Random } from '../base/random';
import { truncatedSvd } from '../graph/embedding/svd';
import type { InteractionGraph } from '../graph/interactions';
import { defineFamily } from './family';
import { graphFeatureOptions, interactionsOf } from './graphFamily';

const RANKS = [16, 48, 64];

const columns = RANKS.flatMap((rank) => [`${rank}-d product`, `${rank}-d cosine`]);

/**
 * How well the item fits the customer in the leading singular vectors of the customer–item matrix: with
 * the normalised A = D_c^-½ B D_i^-½ ≈ U S Vᵀ of binary B, the products u_c S v_P and their cosines at
 * several ranks (Deerwester et al., JASIS 1990). A purchase of P by c is part of the matrix.
 */
export const spectral = defineFamily({
  name: 'spectral',
  summary: 'products of customer and item in truncated singular value decompositions of the graph',
  options: graphFeatureOptions,
  columns: () => columns,
  compute(asOf, options, controls) {
    const values = new Float32Array(asOf.size * columns.length).fill(Number.NaN);
    const { customer, item } = asOf.examples;
    asOf.forEachTime((history, rows) => {
      const graph = interactionsOf(history, options, controls);
      if (graph.edgeCount > 0) fillRows(graph, rows, customer, item, values);
    }, options.everyDays);
    return values;
  },
});

function fillRows(
  graph: InteractionGraph,
  rows: Int32Array,
  customers: Int32Array,
  items: Int32Array,
  values: Float32Array,
): void {
  const C = graph.customers.length;
  const { offsets } = graph.adjacency();
  const degree = (node: number) => offsets[node + 1] - offsets[node];
  const matrix = csrOf(
    graph.edgeCustomer,
    graph.edgeItem.map((node) => node - C),
    Float32Array.from(graph.edgeItem, (item, e) => 1 / Math.sqrt(degree(graph.edgeCustomer[e]) * degree(item))),
    C,
    graph.items.length,
  );
  const { rank, left, singular, right } = truncatedSvd(matrix, Math.max(...RANKS), Random.of(0, 'svd'));
  for (const row of rows) {
    const customer = graph.nodeOfCustomer(customers[row]);
    const item = graph.nodeOfItem(items[row]) - C;
    if (customer < 0 || item < 0) continue;
    let product = 0;
    let customerSquares = 0;
    let itemSquares = 0;
    let k = 0;
    RANKS.forEach((to, r) => {
      for (; k < Math.min(to, rank); k++) {
        const u = left[customer * rank + k];
        const v = right[item * rank + k];
        product += singular[k] * u * v;
        customerSquares += singular[k] * u * u;
        itemSquares += singular[k] * v * v;
      }
      const at = row * columns.length + 2 * r;
      values[at] = product;
      values[at + 1] = product / Math.sqrt(customerSquares * itemSquares);
    });
  }
}
