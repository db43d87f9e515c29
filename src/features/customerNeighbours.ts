import { kthLargest } from '../base/select';
import { DAY } from '../base/time';
import type { InteractionGraph } from '../graph/interactions';

const NEAREST = 100;
const RECENT_DAYS = 90;

export const NEIGHBOUR_COLUMNS = [
  'share of the neighbours with the item',
  `share of the neighbours with the item ${RECENT_DAYS}d`,
  `nearest ${NEAREST} customers with the item`,
  `nearest ${NEAREST} customers with the item ${RECENT_DAYS}d`,
];

/** The customers who bought an item, those who did so recently first; as customer nodes. */
interface Buyers {
  readonly nodes: Int32Array;
  readonly recent: number;
  /** 1 / norm of each, with one buyer of the item fewer; made when it is asked for first. */
  inverseNormsWithout?: Float64Array;
}

/** How alike one customer is to all others. */
interface Comparison {
  /** Whom it compares, and the item whose edge to them it leaves out, -1 for none. */
  node: number;
  leftOut: number;
  /** [C] */
  readonly similarity: Float64Array;
  /** Sum of all similarities. */
  total: number;
  /** That of the least similar of the nearest. */
  nearest: number;
}

/**
 * One customer's similarity to all others, and who of them bought an item. Customers c and d are alike as far as they buy
 * the same items, rare ones counting more (w_j² = log²(C / |B_j|)):
 *
 *   s(c, d) = Σ_{j ∈ c ∩ d} w_j² / √(Σ_{j ∈ d} w_j²)
 *
 * Where c bought the item asked about, all is computed as if they had not: B_P has one buyer fewer, too.
 */
export class CustomerNeighbours {
  /** w_j² of each item node. */
  private readonly weight: Float64Array;
  /** 1 / √ Σ w_j² of each customer node. */
  private readonly inverseNorm: Float64Array;
  private readonly buyers = new Map<number, Buyers>();
  private readonly whole: Comparison;
  private readonly without: Comparison;
  private readonly scratch: Float64Array;
  /** Since when a purchase is recent. */
  private readonly recently: number;

  constructor(private readonly graph: InteractionGraph) {
    this.recently = graph.history.time - RECENT_DAYS * DAY;
    const C = graph.customers.length;
    this.weight = Float64Array.from({ length: graph.items.length }, (_, i) => this.weightOf(graph.degree(C + i)));
    this.inverseNorm = Float64Array.from({ length: C }, (_, c) => this.inverseNormOf(c));
    this.whole = noComparison(C);
    this.without = noComparison(C);
    this.scratch = new Float64Array(C);
  }

  /** Fills `NEIGHBOUR_COLUMNS` for a customer node and a target node. @param owned whether there is an edge between the two */
  fill(node: number, target: number, owned: boolean, out: Float32Array): void {
    const comparison = owned ? this.without : this.whole;
    const leftOut = owned ? target : -1;
    if (comparison.node !== node || comparison.leftOut !== leftOut) this.compare(comparison, node, leftOut);
    const { similarity, total, nearest } = comparison;
    const { nodes, recent: recentCount } = this.buyersOf(target);
    let ever = 0;
    let recent = 0;
    let near = 0;
    let nearRecent = 0;
    for (let i = 0; i < nodes.length; i++) {
      const s = similarity[nodes[i]];
      ever += s;
      if (s >= nearest) near++;
      if (i >= recentCount) continue;
      recent = ever;
      nearRecent = near;
    }
    out[0] = total > 0 ? ever / total : Number.NaN;
    out[1] = total > 0 ? recent / total : Number.NaN;
    out[2] = near;
    out[3] = nearRecent;
  }

  /** Compares a customer node with all others, the edge to an item node left out (-1 for none). */
  private compare(into: Comparison, node: number, leftOut: number): void {
    const { offsets, columns: to } = this.graph.adjacency();
    const C = this.graph.customers.length;
    const { weight, scratch } = this;
    const { similarity } = into;
    similarity.fill(0);
    for (let e = offsets[node]; e < offsets[node + 1]; e++) {
      if (to[e] === leftOut) continue;
      const w = weight[to[e] - C];
      for (let f = offsets[to[e]]; f < offsets[to[e] + 1]; f++) similarity[to[f]] += w;
    }
    similarity[node] = 0;
    scratch.set(this.inverseNorm);
    if (leftOut >= 0) {
      const { nodes } = this.buyersOf(leftOut);
      const inverseNorms = this.inverseNormsWithout(leftOut);
      for (let i = 0; i < nodes.length; i++) scratch[nodes[i]] = inverseNorms[i];
    }
    into.total = 0;
    for (let c = 0; c < C; c++) {
      similarity[c] *= scratch[c];
      into.total += similarity[c];
    }
    scratch.set(similarity);
    // Customers without a common item are nobody's neighbours, however few there are.
    into.nearest = Math.max(kthLargest(scratch, NEAREST), Number.MIN_VALUE);
    into.node = node;
    into.leftOut = leftOut;
  }

  private buyersOf(target: number): Buyers {
    const known = this.buyers.get(target);
    if (known) return known;
    const { offsets, columns: to } = this.graph.adjacency();
    const last = this.graph.edgeTimes();
    const edges = Array.from({ length: offsets[target + 1] - offsets[target] }, (_, i) => offsets[target] + i);
    const isRecent = (edge: number) => last[edge] >= this.recently;
    const sorted = [...edges.filter(isRecent), ...edges.filter((edge) => !isRecent(edge))];
    const made = { nodes: Int32Array.from(sorted, (edge) => to[edge]), recent: edges.filter(isRecent).length };
    this.buyers.set(target, made);
    return made;
  }

  /** 1 / norm of each buyer of an item node, in their order, if it had one buyer fewer. */
  private inverseNormsWithout(target: number): Float64Array {
    const buyers = this.buyersOf(target);
    const weight = this.weightOf(buyers.nodes.length - 1);
    buyers.inverseNormsWithout ??= Float64Array.from(buyers.nodes, (node) => this.inverseNormOf(node, target, weight));
    return buyers.inverseNormsWithout;
  }

  /** w² of an item with so many buyers. An item that everybody bought still makes neighbours, of the weakest kind. */
  private weightOf(buyers: number): number {
    return Math.max(1e-3, Math.log(this.graph.customers.length / buyers)) ** 2;
  }

  /** 1 / √ Σ w_j² of a customer node; one of the items may weigh otherwise. */
  private inverseNormOf(node: number, changed = -1, weight = 0): number {
    const { offsets, columns: to } = this.graph.adjacency();
    const C = this.graph.customers.length;
    let sum = 0;
    for (let e = offsets[node]; e < offsets[node + 1]; e++) sum += to[e] === changed ? weight : this.weight[to[e] - C];
    return 1 / Math.sqrt(sum);
  }
}

function noComparison(customers: number): Comparison {
  return { node: -1, leftOut: -1, similarity: new Float64Array(customers), total: 0, nearest: 0 };
}
