import { kthLargest } from '../base/select';
import { DAY } from '../base/time';
import { distinct } from '../data/examples';
import { InteractionGraph } from '../graph/interactions';
import type { FeatureFamily } from './family';

const NEAREST = 100;
const RECENT_DAYS = 90;
const HALF_LIFE_DAYS = 60;

const columns = [
  'items of the customer in the graph',
  'customers of the item in the graph',
  'sum of item similarities',
  'mean item similarity',
  'highest item similarity',
  'sum of item similarities, recent weighted',
  'sum of item similarities, last basket',
  'highest item similarity, last basket',
  'share of the neighbours with the item',
  `share of the neighbours with the item ${RECENT_DAYS}d`,
  `nearest ${NEAREST} customers with the item`,
  `nearest ${NEAREST} customers with the item ${RECENT_DAYS}d`,
];

/**
 * What the customer–item graph says of customer c and item P in aggregates, without learning.
 *
 * Items j and P are alike as far as the same customers buy both, customer c herself left out:
 *   cos(j, P) = |B_j ∩ B_P \ c| / √(|B_j \ c| |B_P \ c|)
 * summed over c's items j ≠ P. Customers c and d are neighbours as far as they buy the same items,
 * rare ones counting more (w_j = log(C / |B_j|)), the edge c–P left out:
 *   s(c, d) = Σ_{j ∈ c ∩ d, j ≠ P} w_j² / √(Σ_{j ∈ d} w_j²)
 * and the item's share is Σ_{d buys P} s(c, d) / Σ_d s(c, d).
 */
export const neighbourhood: FeatureFamily = {
  name: 'neighbourhood',
  description: "what similar customers buy, and how the customer's items go with the item",
  needsItem: true,
  columns,
  compute({ history, query }, options) {
    const graph = new InteractionGraph(history, options.graph);
    const customers = distinct(query.customers);
    const items = distinct(query.items);
    const rows = rowsByCustomer(customers.position, customers.unique.length);
    const values = new Float32Array(query.customers.length * columns.length);
    const similarity = itemSimilarity(graph, items.unique);
    const neighbours = new CustomerNeighbours(graph, history.time - RECENT_DAYS * DAY);
    customers.unique.forEach((customer, c) => {
      const node = graph.nodeOfCustomer(customer);
      if (node >= 0) neighbours.of(node);
      for (let i = rows.starts[c]; i < rows.starts[c + 1]; i++) {
        const row = rows.order[i];
        const out = values.subarray(row * columns.length, (row + 1) * columns.length);
        const target = graph.nodeOfItem(query.items[row]);
        if (node < 0 || target < 0) {
          out.fill(Number.NaN);
          continue;
        }
        fillItemSide(graph, node, target, similarity[items.position[row]], out);
        neighbours.fill(node, target, out);
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

/** For each item asked about, how many customers bought it together with each item node, [nodes − customers]. */
function itemSimilarity(graph: InteractionGraph, items: Int32Array): Int32Array[] {
  const { offsets, columns: to } = graph.adjacency();
  const C = graph.customers.length;
  return Array.from(items, (item) => {
    const together = new Int32Array(graph.items.length);
    const node = graph.nodeOfItem(item);
    if (node < 0) return together;
    for (let e = offsets[node]; e < offsets[node + 1]; e++)
      for (let f = offsets[to[e]]; f < offsets[to[e] + 1]; f++) together[to[f] - C]++;
    return together;
  });
}

function fillItemSide(
  graph: InteractionGraph,
  node: number,
  target: number,
  together: Int32Array,
  out: Float32Array,
): void {
  const { offsets, columns: to } = graph.adjacency();
  const C = graph.customers.length;
  const last = graph.edgeTimes();
  let newest = Number.NEGATIVE_INFINITY;
  let owns = 0;
  for (let e = offsets[node]; e < offsets[node + 1]; e++) {
    if (to[e] === target) owns = 1;
    else if (last[e] > newest) newest = last[e];
  }
  const buyers = offsets[target + 1] - offsets[target] - owns;
  let sum = 0;
  let highest = 0;
  let recent = 0;
  let basket = 0;
  let basketHighest = 0;
  for (let e = offsets[node]; e < offsets[node + 1]; e++) {
    const item = to[e];
    if (item === target) continue;
    const both = together[item - C] - owns;
    if (both <= 0) continue;
    const cosine = both / Math.sqrt((offsets[item + 1] - offsets[item] - 1) * buyers);
    sum += cosine;
    if (cosine > highest) highest = cosine;
    recent += cosine * 2 ** ((last[e] - graph.history.time) / (HALF_LIFE_DAYS * DAY));
    if (last[e] === newest) {
      basket += cosine;
      if (cosine > basketHighest) basketHighest = cosine;
    }
  }
  const degree = offsets[node + 1] - offsets[node] - owns;
  out[0] = degree;
  out[1] = buyers;
  out[2] = sum;
  out[3] = degree > 0 ? sum / degree : Number.NaN;
  out[4] = highest;
  out[5] = recent;
  out[6] = basket;
  out[7] = basketHighest;
}

/** One customer's similarity to all others, and who of them bought an item. */
class CustomerNeighbours {
  /** w_j² of each item node. */
  private readonly weight: Float32Array;
  /** √ Σ w_j² of each customer node. */
  private readonly norm: Float32Array;
  private readonly similarity: Float32Array;
  private readonly scratch: Float32Array;
  private total = 0;
  private nearest = 0;

  constructor(
    private readonly graph: InteractionGraph,
    private readonly recently: number,
  ) {
    const { offsets, columns: to } = graph.adjacency();
    const C = graph.customers.length;
    this.weight = Float32Array.from({ length: graph.items.length }, (_, i) => {
      const buyers = offsets[C + i + 1] - offsets[C + i];
      return Math.log(Math.max(2, C) / buyers) ** 2 + 1e-6;
    });
    this.norm = new Float32Array(C);
    for (let c = 0; c < C; c++) {
      let sum = 0;
      for (let e = offsets[c]; e < offsets[c + 1]; e++) sum += this.weight[to[e] - C];
      this.norm[c] = Math.sqrt(sum);
    }
    this.similarity = new Float32Array(C);
    this.scratch = new Float32Array(C);
  }

  /** Computes the similarity of a customer node to all others. */
  of(node: number): void {
    const { offsets, columns: to } = this.graph.adjacency();
    const C = this.graph.customers.length;
    const { similarity, weight, norm } = this;
    similarity.fill(0);
    for (let e = offsets[node]; e < offsets[node + 1]; e++) {
      const w = weight[to[e] - C];
      for (let f = offsets[to[e]]; f < offsets[to[e] + 1]; f++) similarity[to[f]] += w;
    }
    similarity[node] = 0;
    this.total = 0;
    for (let c = 0; c < C; c++) {
      similarity[c] /= norm[c];
      this.total += similarity[c];
    }
    this.scratch.set(similarity);
    // Customers without a common item are nobody's neighbours, however few there are.
    this.nearest = Math.max(kthLargest(this.scratch, NEAREST), Number.MIN_VALUE);
  }

  /** Fills the columns on neighbours for the customer of the last call of `of`. */
  fill(node: number, target: number, out: Float32Array): void {
    const { offsets, columns: to } = this.graph.adjacency();
    const last = this.graph.edgeTimes();
    const w = this.weight[target - this.graph.customers.length];
    let owns = false;
    for (let e = offsets[target]; e < offsets[target + 1]; e++) if (to[e] === node) owns = true;
    let total = this.total;
    let ever = 0;
    let recent = 0;
    let near = 0;
    let nearRecent = 0;
    for (let e = offsets[target]; e < offsets[target + 1]; e++) {
      const other = to[e];
      if (other === node) continue;
      let similarity = this.similarity[other];
      if (owns) {
        // The edge asked about is left out: it alone made the two share the item.
        total -= w / this.norm[other];
        similarity = Math.max(0, similarity - w / this.norm[other]);
      }
      ever += similarity;
      const isNear = this.similarity[other] >= this.nearest;
      if (isNear) near++;
      if (last[e] >= this.recently) {
        recent += similarity;
        if (isNear) nearRecent++;
      }
    }
    out[8] = total > 0 ? ever / total : Number.NaN;
    out[9] = total > 0 ? recent / total : Number.NaN;
    out[10] = near;
    out[11] = nearRecent;
  }
}
