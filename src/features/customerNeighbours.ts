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
  /** Σ 1 / norm over all of them and over the recent ones. */
  readonly inverseNorms: number;
  readonly recentInverseNorms: number;
}

/**
 * One customer's similarity to all others, and who of them bought an item. Customers c and d are alike as
 * far as they buy the same items, rare ones counting more (w_j = log(C / |B_j|)), the edge c–P left out:
 *
 *   s(c, d) = Σ_{j ∈ c ∩ d, j ≠ P} w_j² / √(Σ_{j ∈ d} w_j²)
 */
export class CustomerNeighbours {
  /** w_j² of each item node. */
  private readonly weight: Float64Array;
  /** 1 / √ Σ w_j² of each customer node. */
  private readonly inverseNorm: Float64Array;
  private readonly buyers = new Map<number, Buyers>();
  private readonly similarity: Float64Array;
  private readonly scratch: Float64Array;
  private total = 0;
  private nearest = 0;

  /** The moment since which a purchase is recent. */
  private readonly recently: number;

  constructor(private readonly graph: InteractionGraph) {
    this.recently = graph.history.time - RECENT_DAYS * DAY;
    const { offsets, columns: to } = graph.adjacency();
    const C = graph.customers.length;
    this.weight = Float64Array.from({ length: graph.items.length }, (_, i) => {
      const buyers = offsets[C + i + 1] - offsets[C + i];
      // An item that everybody bought still makes neighbours, of the weakest kind.
      return Math.max(1e-3, Math.log(C / buyers)) ** 2;
    });
    this.inverseNorm = new Float64Array(C);
    for (let c = 0; c < C; c++) {
      let sum = 0;
      for (let e = offsets[c]; e < offsets[c + 1]; e++) sum += this.weight[to[e] - C];
      this.inverseNorm[c] = 1 / Math.sqrt(sum);
    }
    this.similarity = new Float64Array(C);
    this.scratch = new Float64Array(C);
  }

  /** Computes the similarity of a customer node to all others. */
  of(node: number): void {
    const { offsets, columns: to } = this.graph.adjacency();
    const C = this.graph.customers.length;
    const { similarity, weight, inverseNorm } = this;
    similarity.fill(0);
    for (let e = offsets[node]; e < offsets[node + 1]; e++) {
      const w = weight[to[e] - C];
      for (let f = offsets[to[e]]; f < offsets[to[e] + 1]; f++) similarity[to[f]] += w;
    }
    similarity[node] = 0;
    this.total = 0;
    for (let c = 0; c < C; c++) {
      similarity[c] *= inverseNorm[c];
      this.total += similarity[c];
    }
    this.scratch.set(similarity);
    // Customers without a common item are nobody's neighbours, however few there are.
    this.nearest = Math.max(kthLargest(this.scratch, NEAREST), Number.MIN_VALUE);
  }

  /** Fills `NEIGHBOUR_COLUMNS` for the customer of the last call of `of`, who has the target herself or not. */
  fill(node: number, target: number, owns: boolean, out: Float32Array): void {
    const { nodes, recent: recentCount, inverseNorms, recentInverseNorms } = this.buyersOf(target);
    const { similarity, nearest } = this;
    let total = this.total;
    let recent = 0;
    let near = 0;
    for (let i = 0; i < recentCount; i++) {
      const s = similarity[nodes[i]];
      recent += s;
      if (s >= nearest) near++;
    }
    const nearRecent = near;
    let ever = recent;
    for (let i = recentCount; i < nodes.length; i++) {
      const s = similarity[nodes[i]];
      ever += s;
      if (s >= nearest) near++;
    }
    if (owns) {
      // Take out what the edge asked about added to the similarity of all other buyers.
      const w = this.weight[target - this.graph.customers.length];
      const isRecent = nodes.indexOf(node) < recentCount;
      const others = w * (inverseNorms - this.inverseNorm[node]);
      // What is left when that edge made all the similarity there was is rounding.
      total = others > (1 - 1e-9) * total ? 0 : total - others;
      ever -= others;
      recent -= w * (recentInverseNorms - (isRecent ? this.inverseNorm[node] : 0));
    }
    out[0] = total > 0 ? ever / total : Number.NaN;
    out[1] = total > 0 ? recent / total : Number.NaN;
    out[2] = near;
    out[3] = nearRecent;
  }

  private buyersOf(target: number): Buyers {
    const known = this.buyers.get(target);
    if (known) return known;
    const { offsets, columns: to } = this.graph.adjacency();
    const last = this.graph.edgeTimes();
    const edges = Array.from({ length: offsets[target + 1] - offsets[target] }, (_, i) => offsets[target] + i);
    const isRecent = (edge: number) => last[edge] >= this.recently;
    const sorted = [...edges.filter(isRecent), ...edges.filter((edge) => !isRecent(edge))];
    const nodes = Int32Array.from(sorted, (edge) => to[edge]);
    const recent = edges.filter(isRecent).length;
    const sum = (some: Int32Array) => some.reduce((total, node) => total + this.inverseNorm[node], 0);
    const made = { nodes, recent, inverseNorms: sum(nodes), recentInverseNorms: sum(nodes.subarray(0, recent)) };
    this.buyers.set(target, made);
    return made;
  }
}
