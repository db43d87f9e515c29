import type { InteractionGraph } from '../graph/interactions';
import { customersOfItems, itemsOfCustomers } from '../graph/relations/affiliation';
import { type ProjectionOptions, project } from '../graph/relations/project';
import { clusteringCoefficients } from '../graph/structure/clustering';
import { communitiesOf } from '../graph/structure/communities';
import { coreNumbers } from '../graph/structure/coreNumbers';
import { pageRank } from '../graph/structure/pageRank';
import { defineFamily } from './family';
import { graphFeatureOptions, interactionsOf } from './graphFamily';

const ofNode = (who: string) => [
  `neighbours of the ${who}`,
  `weight of the ${who}'s edges`,
  `log PageRank of the ${who}`,
  `core number of the ${who}`,
  `mean neighbours of the ${who}'s neighbours`,
  `clustering of the ${who}`,
];

const columns = [
  ...ofNode('customer'),
  ...ofNode('item'),
  "customers in the customer's community",
  "share of the customer's edges in the item's community",
  "share of the community's customers with the item",
];

/** What ties customers, and items, in whose graph their clustering is measured. */
const MOST_SIMILAR: ProjectionOptions = { weight: 'cosine', k: 10, minShared: 1, largestGroup: 1000 };

/** So many customers with the overall rate stand beside the community's own, for the rate of a small one is chance. */
const PRIOR_CUSTOMERS = 20;

/**
 * Where customer and item stand in the graph, whoever stands there: degree, weight, PageRank, core number, the company
 * they keep, and how closely knit that is: the clustering coefficient in the graph that ties each to their own kind's ten
 * most similar. And their communities by Louvain's method, with the share of a community's other customers who have the item,
 * shrunk towards the share of all. An edge between the two is part of the graph, but no part of the last two columns.
 */
export const structure = defineFamily({
  name: 'structure',
  summary: 'degree, PageRank, core number, clustering and community of the customer and of the item',
  options: graphFeatureOptions,
  columns: () => columns,
  compute(asOf, options, controls) {
    const F = columns.length;
    const values = new Float32Array(asOf.size * F).fill(Number.NaN);
    const { customer, item } = asOf.examples;
    asOf.forEachTime((history, rows) => {
      const graph = interactionsOf(history, options, controls);
      if (graph.edgeCount === 0) return;
      const standing = standingOf(graph);
      const communities = new Communities(graph);
      const N = ofNode('').length;
      for (const row of rows) {
        const c = graph.nodeOfCustomer(customer[row]);
        const p = graph.nodeOfItem(item[row]);
        if (c >= 0) values.set(standing.subarray(c * N, (c + 1) * N), row * F);
        if (p >= 0) values.set(standing.subarray(p * N, (p + 1) * N), row * F + N);
        if (c >= 0) communities.describe(c, p, values.subarray(row * F + 2 * N, (row + 1) * F));
      }
    }, options.everyDays);
    return values;
  },
});

/** The columns of each node, [N, 6]. */
function standingOf(graph: InteractionGraph): Float32Array {
  const adjacency = graph.adjacency();
  const { rows, offsets, columns: neighbours, values: weights } = adjacency;
  const rank = pageRank(adjacency);
  const core = coreNumbers(adjacency);
  const [ofCustomers, ofItems] = [customersOfItems(graph), itemsOfCustomers(graph)].map((affiliation) =>
    clusteringCoefficients(project(affiliation, MOST_SIMILAR).ties),
  );
  const C = graph.customers.length;
  const standing = new Float32Array(rows * 6);
  for (let i = 0; i < rows; i++) {
    let weight = 0;
    let company = 0;
    const degree = offsets[i + 1] - offsets[i];
    for (let e = offsets[i]; e < offsets[i + 1]; e++) {
      weight += weights[e];
      company += offsets[neighbours[e] + 1] - offsets[neighbours[e]];
    }
    const knit = i < C ? ofCustomers[i] : ofItems[i - C];
    standing.set([degree, weight, Math.log(rank[i]), core[i], company / degree, knit], 6 * i);
  }
  return standing;
}

/** Communities of a graph, and how many of each one's customers have each item. */
class Communities {
  /** The community of each node, [N]. */
  private readonly of: Int32Array;
  /** Customers of each community, and those of them who have each item, by community × items + item. */
  private readonly customers: Int32Array;
  private readonly owners = new Map<number, number>();

  constructor(private readonly graph: InteractionGraph) {
    const found = communitiesOf(graph.toGraphology(), 0);
    const C = graph.customers.length;
    this.of = new Int32Array(graph.nodeCount);
    for (let c = 0; c < C; c++) this.of[c] = found.get(`c${graph.customers[c]}`)!;
    for (let i = C; i < graph.nodeCount; i++) this.of[i] = found.get(`i${graph.items[i - C]}`)!;
    this.customers = new Int32Array(this.of.reduce((a, b) => Math.max(a, b)) + 1);
    for (let c = 0; c < C; c++) this.customers[this.of[c]]++;
    for (let e = 0; e < graph.edgeCount; e++) {
      const key = this.keyOf(this.of[graph.edgeCustomer[e]], graph.edgeItem[e]);
      this.owners.set(key, (this.owners.get(key) ?? 0) + 1);
    }
  }

  /** @param out [3]; @param item -1 for none */
  describe(customer: number, item: number, out: Float32Array): void {
    const { offsets, columns: neighbours } = this.graph.adjacency();
    const community = this.of[customer];
    out[0] = this.customers[community];
    if (item < 0) return;
    let others = 0;
    let within = 0;
    for (let e = offsets[customer]; e < offsets[customer + 1]; e++)
      if (neighbours[e] !== item) {
        others++;
        if (this.of[neighbours[e]] === this.of[item]) within++;
      }
    const owns = offsets[customer + 1] - offsets[customer] > others ? 1 : 0;
    out[1] = others > 0 ? within / others : Number.NaN;
    const rest = this.graph.customers.length - 1;
    const overall = rest > 0 ? (offsets[item + 1] - offsets[item] - owns) / rest : 0;
    const owners = (this.owners.get(this.keyOf(community, item)) ?? 0) - owns;
    out[2] = (owners + PRIOR_CUSTOMERS * overall) / (this.customers[community] - 1 + PRIOR_CUSTOMERS);
  }

  private keyOf(community: number, item: number): number {
    return community * this.graph.nodeCount + item;
  }
}
