import { CustomerNeighbours, NEIGHBOUR_COLUMNS } from './customerNeighbours';
import { defineFamily } from './family';
import { graphFeatureOptions, interactionsOf } from './graphFamily';
import { ITEM_COLUMNS, ItemSimilarity } from './itemSimilarity';

const columns = [...ITEM_COLUMNS, ...NEIGHBOUR_COLUMNS];

/**
 * What the customer–item graph says of a customer and an item in aggregates, without learning. The edge between the two,
 * where there is one, is left out: that is `own-history`. Where nothing else ties either of them to the graph, nothing is
 * known.
 */
export const neighbourhood = defineFamily({
  name: 'neighbourhood',
  summary: "what similar customers buy, and how the customer's items go with the item",
  options: graphFeatureOptions,
  leavesEdgeOut: true,
  columns: () => columns,
  compute(asOf, options, controls) {
    const F = columns.length;
    const values = new Float32Array(asOf.size * F).fill(Number.NaN);
    const { customer, item, byCustomer } = asOf.examples;
    asOf.forEachTime((history, rows) => {
      const graph = interactionsOf(history, options, controls);
      const similarity = new ItemSimilarity(graph);
      const neighbours = new CustomerNeighbours(graph);
      const sorted = rows.slice().sort((a, b) => byCustomer.of[a] - byCustomer.of[b]);
      const { offsets, columns: to } = graph.adjacency();
      const lastOwner = new Int32Array(graph.nodeCount).fill(-1);
      let known = -1;
      for (const row of sorted) {
        const node = graph.nodeOfCustomer(customer[row]);
        const target = graph.nodeOfItem(item[row]);
        if (node < 0 || target < 0) continue;
        if (node !== known) for (let e = offsets[node]; e < offsets[node + 1]; e++) lastOwner[to[e]] = node;
        known = node;
        const owns = lastOwner[target] === node;
        if (owns && (graph.degree(node) === 1 || graph.degree(target) === 1)) continue;
        const out = values.subarray(row * F, (row + 1) * F);
        similarity.fill(node, target, owns, out);
        neighbours.fill(node, target, owns, out.subarray(ITEM_COLUMNS.length));
      }
    }, options.everyDays);
    return values;
  },
});
