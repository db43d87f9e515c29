import { DAY } from '../base/time';
import type { InteractionGraph } from '../graph/interactions';

const HALF_LIFE_DAYS = 60;

export const ITEM_COLUMNS = [
  'items of the customer in the graph',
  'customers of the item in the graph',
  'sum of item similarities',
  'mean item similarity',
  'highest item similarity',
  'sum of item similarities, recent weighted',
  'sum of item similarities, last basket',
  'highest item similarity, last basket',
];

/**
 * How a customer's items go with an item P. Items j and P are alike as far as the same customers buy
 * both, customer c herself left out:
 *
 *   cos(j, P) = |B_j ∩ B_P \ c| / √(|B_j \ c| |B_P \ c|)
 */
export class ItemSimilarity {
  /** For each target how many customers bought it together with each item node. */
  private readonly together = new Map<number, Int32Array>();
  /** 1 / √|B_j \ c| of each item node that c bought. */
  private readonly inverseRoot: Float32Array;
  /** Weight of each entry of the adjacency by age. */
  private readonly freshness: Float32Array;

  constructor(private readonly graph: InteractionGraph) {
    const { offsets } = graph.adjacency();
    const C = graph.customers.length;
    this.inverseRoot = Float32Array.from(
      { length: graph.items.length },
      (_, i) => 1 / Math.sqrt(Math.max(1, offsets[C + i + 1] - offsets[C + i] - 1)),
    );
    const now = graph.history.time;
    this.freshness = Float32Array.from(graph.edgeTimes(), (last) => 2 ** ((last - now) / (HALF_LIFE_DAYS * DAY)));
  }

  /** Fills `ITEM_COLUMNS` for a customer node and a target node. @param owned whether there is an edge between the two */
  fill(node: number, target: number, owned: boolean, out: Float32Array): void {
    const { offsets, columns: to } = this.graph.adjacency();
    const { inverseRoot, freshness } = this;
    const last = this.graph.edgeTimes();
    const C = this.graph.customers.length;
    const together = this.togetherWith(target);
    const from = offsets[node];
    const end = offsets[node + 1];
    let newest = Number.NEGATIVE_INFINITY;
    const owns = owned ? 1 : 0;
    for (let e = from; e < end; e++) if (to[e] !== target && last[e] > newest) newest = last[e];
    let sum = 0;
    let highest = 0;
    let recent = 0;
    let basket = 0;
    let basketHighest = 0;
    for (let e = from; e < end; e++) {
      if (to[e] === target) continue;
      const cosine = (together[to[e] - C] - owns) * inverseRoot[to[e] - C];
      sum += cosine;
      if (cosine > highest) highest = cosine;
      recent += cosine * freshness[e];
      if (last[e] === newest) {
        basket += cosine;
        if (cosine > basketHighest) basketHighest = cosine;
      }
    }
    const degree = end - from - owns;
    const buyers = offsets[target + 1] - offsets[target] - owns;
    const scale = 1 / Math.sqrt(Math.max(1, buyers));
    out[0] = degree;
    out[1] = buyers;
    out[2] = sum * scale;
    out[3] = degree > 0 ? (sum * scale) / degree : Number.NaN;
    out[4] = highest * scale;
    out[5] = recent * scale;
    out[6] = basket * scale;
    out[7] = basketHighest * scale;
  }

  private togetherWith(target: number): Int32Array {
    let together = this.together.get(target);
    if (!together) {
      const { offsets, columns: to } = this.graph.adjacency();
      const C = this.graph.customers.length;
      together = new Int32Array(this.graph.items.length);
      for (let e = offsets[target]; e < offsets[target + 1]; e++)
        for (let f = offsets[to[e]]; f < offsets[to[e] + 1]; f++) together[to[f] - C]++;
      this.together.set(target, together);
    }
    return together;
  }
}
