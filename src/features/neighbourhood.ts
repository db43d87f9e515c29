import { distinct } from '../data/examples';
import { InteractionGraph } from '../graph/interactions';
import { CustomerNeighbours, NEIGHBOUR_COLUMNS } from './customerNeighbours';
import type { FeatureFamily } from './family';
import { ITEM_COLUMNS, ItemSimilarity } from './itemSimilarity';

const columns = [...ITEM_COLUMNS, ...NEIGHBOUR_COLUMNS];

/**
 * What the customer–item graph says of a customer and an item in aggregates, without learning. The edge
 * between the two, where there is one, is left out: that is `own-history`.
 */
export const neighbourhood: FeatureFamily = {
  name: 'neighbourhood',
  description: "what similar customers buy, and how the customer's items go with the item",
  needsItem: true,
  columns,
  compute({ history, query }, options) {
    const graph = InteractionGraph.of(history, options.graph);
    const values = new Float32Array(query.customers.length * columns.length).fill(Number.NaN);
    const similarity = new ItemSimilarity(graph);
    const neighbours = new CustomerNeighbours(graph);
    const { unique, position } = distinct(query.customers);
    const { starts, order } = rowsByCustomer(position, unique.length);
    unique.forEach((customer, c) => {
      const node = graph.nodeOfCustomer(customer);
      if (node < 0) return;
      neighbours.of(node);
      for (let i = starts[c]; i < starts[c + 1]; i++) {
        const target = graph.nodeOfItem(query.items[order[i]]);
        if (target < 0) continue;
        const out = values.subarray(order[i] * columns.length, (order[i] + 1) * columns.length);
        const owns = similarity.fill(node, target, out);
        neighbours.fill(node, target, owns, out.subarray(ITEM_COLUMNS.length));
      }
    });
    return values;
  },
};

/** The rows that ask about each distinct customer: `order[starts[c] … starts[c + 1])`. */
function rowsByCustomer(position: Int32Array, count: number) {
  const starts = new Int32Array(count + 1);
  for (const c of position) starts[c + 1]++;
  for (let c = 0; c < count; c++) starts[c + 1] += starts[c];
  const next = starts.slice(0, count);
  const order = new Int32Array(position.length);
  for (let row = 0; row < position.length; row++) order[next[position[row]]++] = row;
  return { starts, order };
}
