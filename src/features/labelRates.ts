import { z } from 'zod';
import type { InteractionGraph } from '../graph/interactions';
import { communitiesOf } from '../graph/structure/communities';
import { defineFamily } from './family';
import { graphFeatureOptions, interactionsOf } from './graphFamily';

const columns = [
  "label rate of the customer's items, by others",
  "label rate of the item's customers, elsewhere",
  "label rate of the customer's community, by others",
  "label rate of the item's community, elsewhere",
];

/**
 * How often the events around the customer and the item were positive, by the labels known at each example's time: those
 * of others with the items that the customer met, those of the item's customers with other items, and those of the
 * other members of the customer's and of the item's community by Louvain's method. A rate is shrunk towards that of all
 * events in the window, as if so many more had been seen. For logs with labels of events; without any known, NaN.
 */
export const labelRates = defineFamily({
  name: 'label-rates',
  summary: "known labels in the customer's and in the item's neighbourhood and community",
  options: graphFeatureOptions.extend({
    /** How many events with the overall rate stand beside those seen: the rate of few is chance. */
    prior: z.number().positive().default(20),
  }),
  columns: () => columns,
  compute(asOf, options, controls) {
    const F = columns.length;
    const values = new Float32Array(asOf.size * F).fill(Number.NaN);
    const { customer, item } = asOf.examples;
    asOf.forEachTime((history, rows) => {
      const graph = interactionsOf(history, options, controls);
      const known = new KnownLabels(graph);
      if (known.overall.events === 0) return;
      const neighbourhood = known.amongNeighbours();
      const community = known.withinCommunities();
      const rate = ({ events, positives }: Counts, node: number) => {
        const { prior } = options;
        return (positives[node] + (prior * known.overall.positives) / known.overall.events) / (events[node] + prior);
      };
      for (const row of rows) {
        const nodes = [graph.nodeOfCustomer(customer[row]), graph.nodeOfItem(item[row])];
        nodes.forEach((node, side) => {
          if (node < 0) return;
          values[row * F + side] = rate(neighbourhood, node);
          values[row * F + 2 + side] = rate(community, node);
        });
      }
    }, options.everyDays);
    return values;
  },
});

/** Events with a known label, and those of them that are positive, of each node or edge. */
interface Counts {
  readonly events: Float64Array;
  readonly positives: Float64Array;
}

/** The labels known of the events behind a graph's edges. */
class KnownLabels {
  readonly overall: { readonly events: number; readonly positives: number };
  private readonly ofEdge: Counts;
  private readonly ofNode: Counts;

  constructor(private readonly graph: InteractionGraph) {
    const { eventEdge, firstEvent, edgeCustomer, edgeItem, edgeCount, nodeCount, history } = graph;
    this.ofEdge = noCounts(edgeCount);
    this.ofNode = noCounts(nodeCount);
    let positives = 0;
    const events = Math.max(0, history.label.length - firstEvent);
    for (let i = 0; i < events; i++) {
      const label = history.label[firstEvent + i];
      const edge = eventEdge[i];
      positives += label;
      add(this.ofEdge, edge, 1, label);
      add(this.ofNode, edgeCustomer[edge], 1, label);
      add(this.ofNode, edgeItem[edge], 1, label);
    }
    this.overall = { events, positives };
  }

  /** Of each node's neighbours, without the events between the two. */
  amongNeighbours(): Counts {
    const { edgeCustomer, edgeItem, edgeCount, nodeCount } = this.graph;
    const { ofNode, ofEdge } = this;
    const counts = noCounts(nodeCount);
    for (let e = 0; e < edgeCount; e++) {
      const ends = [edgeCustomer[e], edgeItem[e]];
      for (let side = 0; side < 2; side++) {
        const other = ends[1 - side];
        add(counts, ends[side], ofNode.events[other] - ofEdge.events[e], ofNode.positives[other] - ofEdge.positives[e]);
      }
    }
    return counts;
  }

  /** Of the other customers, or of the other items, of each node's community. */
  withinCommunities(): Counts {
    const { graph, ofNode } = this;
    const { customers, items, nodeCount } = graph;
    const C = customers.length;
    const found = communitiesOf(graph.toGraphology(), 0);
    const of = Int32Array.from({ length: nodeCount }, (_, node) =>
      node < C ? 2 * found.get(`c${customers[node]}`)! : 2 * found.get(`i${items[node - C]}`)! + 1,
    );
    const total = noCounts(of.reduce((most, one) => Math.max(most, one + 1), 0));
    for (let node = 0; node < nodeCount; node++) add(total, of[node], ofNode.events[node], ofNode.positives[node]);
    const counts = noCounts(nodeCount);
    for (let node = 0; node < nodeCount; node++) {
      const [events, positives] = [total.events[of[node]], total.positives[of[node]]];
      add(counts, node, events - ofNode.events[node], positives - ofNode.positives[node]);
    }
    return counts;
  }
}

function noCounts(length: number): Counts {
  return { events: new Float64Array(length), positives: new Float64Array(length) };
}

function add({ events, positives }: Counts, at: number, event: number, positive: number): void {
  events[at] += event;
  positives[at] += positive;
}
