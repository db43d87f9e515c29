import { UndirectedGraph } from 'graphology';
import { type Csr, csrOf } from '../base/csr';
import { DAY } from '../base/time';
import type { Controls } from '../data/controls/controls';
import type { History } from '../data/history';

export interface InteractionOptions {
  /** Only events of the last so many days; all of them if omitted. */
  readonly windowDays?: number;
  /** An event's weight halves every so many days; all weigh 1 if omitted. */
  readonly halfLifeDays?: number;
  /** Negative controls; those that rewire edges act here. */
  readonly controls?: Controls;
}

/** Attributes of a customer or item node of the Graphology graph. */
export interface NodeAttributes {
  kind: 'customer' | 'item';
  /** The customer's or item's number in the history. */
  index: number;
}

/** Attributes of an edge of the Graphology graph. */
export interface EdgeAttributes {
  /** The number of events, decayed. */
  weight: number;
  count: number;
  amount: number;
  /** Seconds since 1970 of the first and the last event between the two. */
  first: number;
  last: number;
}

/** What the events behind each edge come to; [E] each. */
export interface Purchases {
  readonly count: Int32Array;
  readonly amount: Float64Array;
  /** Seconds since 1970 of the first event; the last is `edgeLast`. */
  readonly first: Float64Array;
}

/**
 * Who bought what before a time: a bipartite graph with one edge for each customer and item that met.
 *
 * Nodes are numbered customers first (0 … C − 1), then items (C … C + I − 1); only those with an event
 * in the window are nodes. `nodeOfCustomer` and `nodeOfItem` give -1 for all others.
 */
export class InteractionGraph {
  /** The customer [C] and item [I] that each node stands for, ascending. */
  readonly customers: Int32Array;
  readonly items: Int32Array;
  /** For each edge [E] its customer node, its item node, its weight and the time of its last event. */
  readonly edgeCustomer: Int32Array;
  readonly edgeItem: Int32Array;
  readonly edgeWeight: Float32Array;
  /** The weight of each edge at the time of its last event, which is 1 at least: it does not vanish with age. */
  readonly edgeEvents: Float64Array;
  readonly edgeLast: Float64Array;
  /** The share of their weight, as a logarithm, that edges lose in a second. */
  readonly decay: number;
  /** The first event within the window, and the edge of each event from there on. */
  readonly firstEvent: number;
  readonly eventEdge: Int32Array;
  private readonly customerNodes: Int32Array;
  private readonly itemNodes: Int32Array;
  private adjacencyCsr?: Csr;
  private adjacencyLast?: Float64Array;
  private edgePurchases?: Purchases;

  /** The graph of a history, made once for all who ask for the same one in turn. */
  static of(history: History, options: InteractionOptions): InteractionGraph {
    const key = JSON.stringify(keyOf(options));
    let latest = latestGraphs.get(history);
    if (latest?.key !== key) {
      latest = { key, graph: new InteractionGraph(history, options) };
      latestGraphs.set(history, latest);
    }
    return latest.graph;
  }

  constructor(
    readonly history: History,
    readonly options: InteractionOptions = {},
  ) {
    const { windowDays, halfLifeDays } = options;
    this.decay = halfLifeDays === undefined ? 0 : Math.LN2 / (halfLifeDays * DAY);
    const edges = collectEdges(history, windowDays, this.decay);
    const edgeItems = edges.item;
    options.controls?.edges(edges.customer, edgeItems, history.itemCount);
    [this.customers, this.customerNodes] = numberNodes(edges.customer, history.customerCount, 0);
    [this.items, this.itemNodes] = numberNodes(edgeItems, history.itemCount, this.customers.length);
    this.edgeCustomer = edges.customer.map((customer) => this.customerNodes[customer]);
    this.edgeItem = edgeItems.map((item) => this.itemNodes[item]);
    this.firstEvent = edges.start;
    this.eventEdge = edges.ofEvent;
    this.edgeEvents = edges.events;
    this.edgeLast = edges.last;
    this.edgeWeight = Float32Array.from(
      edges.events,
      (events, e) => events * Math.exp(this.decay * (edges.last[e] - history.time)),
    );
  }

  /** Names the graph in cache keys. */
  get key(): unknown {
    return [this.history.source, this.history.time, keyOf(this.options)];
  }

  get nodeCount(): number {
    return this.customers.length + this.items.length;
  }

  get edgeCount(): number {
    return this.edgeCustomer.length;
  }

  nodeOfCustomer(customer: number): number {
    return this.customerNodes[customer] ?? -1;
  }

  nodeOfItem(item: number): number {
    return this.itemNodes[item] ?? -1;
  }

  /** The distinct nodes of the items that some examples ask about, ascending. @param item of each example, -1 for none */
  nodesOfItems(rows: Int32Array, item: Int32Array): Int32Array {
    const nodes = new Set<number>();
    for (const row of rows) nodes.add(this.nodeOfItem(item[row]));
    nodes.delete(-1);
    return Int32Array.from(nodes).sort();
  }

  /** The number of edges of a node. */
  degree(node: number): number {
    const { offsets } = this.adjacency();
    return offsets[node + 1] - offsets[node];
  }

  /** The symmetric adjacency matrix [N, N] with the edges' weights: the form that everything computes on. */
  adjacency(): Csr {
    if (!this.adjacencyCsr) {
      const E = this.edgeCount;
      const rows = new Int32Array(2 * E);
      const columns = new Int32Array(2 * E);
      const values = new Float32Array(2 * E);
      rows.set(this.edgeCustomer);
      rows.set(this.edgeItem, E);
      columns.set(this.edgeItem);
      columns.set(this.edgeCustomer, E);
      values.set(this.edgeWeight);
      values.set(this.edgeWeight, E);
      this.adjacencyCsr = csrOf(rows, columns, values, this.nodeCount, this.nodeCount);
    }
    return this.adjacencyCsr;
  }

  /** The time of the last event of each entry of `adjacency()`, [2E]. */
  edgeTimes(): Float64Array {
    this.adjacencyLast ??= this.entriesOf(this.edgeLast);
    return this.adjacencyLast;
  }

  /** What each edge has, for each entry of `adjacency()`: [E] → [2E]. */
  entriesOf<A extends Int32Array | Float64Array>(values: A): A {
    const next = this.adjacency().offsets.slice(0, this.nodeCount);
    const entries = new (values.constructor as new (length: number) => A)(2 * this.edgeCount);
    // In the order in which `adjacency` filled its rows.
    for (const owners of [this.edgeCustomer, this.edgeItem])
      for (let e = 0; e < this.edgeCount; e++) entries[next[owners[e]]++] = values[e];
    return entries;
  }

  /** What the events behind each edge come to. */
  purchases(): Purchases {
    if (!this.edgePurchases) {
      const { amount, times } = this.history;
      const E = this.edgeCount;
      const of = { count: new Int32Array(E), amount: new Float64Array(E), first: new Float64Array(E) };
      for (let i = this.eventEdge.length - 1; i >= 0; i--) {
        const edge = this.eventEdge[i];
        of.count[edge]++;
        of.amount[edge] += amount[this.firstEvent + i];
        of.first[edge] = times[this.firstEvent + i];
      }
      this.edgePurchases = of;
    }
    return this.edgePurchases;
  }

  /** The same graph in Graphology, for its algorithms, layouts and export; nodes are `c<index>` and `i<index>`. */
  toGraphology(): UndirectedGraph<NodeAttributes, EdgeAttributes> {
    const graph = new UndirectedGraph<NodeAttributes, EdgeAttributes>({ allowSelfLoops: false });
    for (const index of this.customers) graph.addNode(`c${index}`, { kind: 'customer', index });
    for (const index of this.items) graph.addNode(`i${index}`, { kind: 'item', index });
    const C = this.customers.length;
    const { count, amount, first } = this.purchases();
    for (let e = 0; e < this.edgeCount; e++)
      graph.addUndirectedEdgeWithKey(
        e,
        `c${this.customers[this.edgeCustomer[e]]}`,
        `i${this.items[this.edgeItem[e] - C]}`,
        {
          weight: this.edgeWeight[e],
          count: count[e],
          amount: amount[e],
          first: first[e],
          last: this.edgeLast[e],
        },
      );
    return graph;
  }
}

/** What decides a graph, beside its history. */
function keyOf({ windowDays, halfLifeDays, controls }: InteractionOptions): unknown {
  return { windowDays, halfLifeDays, controls: controls?.keyOf('edges') };
}

const latestGraphs = new WeakMap<History, { key: string; graph: InteractionGraph }>();

/** One edge for each customer and item that met, sorted by customer; [E] each, with the history's numbers. */
function collectEdges(history: History, windowDays: number | undefined, decay: number) {
  const start = windowDays === undefined ? 0 : history.firstEventSince(history.time - windowDays * DAY);
  const capacity = history.size - start;
  const customer = new Int32Array(capacity);
  const item = new Int32Array(capacity);
  const eventCount = new Float64Array(capacity);
  const last = new Float64Array(capacity);
  const ofEvent = new Int32Array(capacity);
  const edgeOfItem = new Int32Array(history.itemCount).fill(-1);
  let count = 0;
  for (let c = 0; c < history.customerCount; c++) {
    const events = history.eventsOfCustomer(c);
    const firstEdge = count;
    for (let i = events.length - 1; i >= 0 && events[i] >= start; i--) {
      const event = events[i];
      const to = history.item[event];
      let edge = edgeOfItem[to];
      if (edge < firstEdge) {
        edge = count++;
        edgeOfItem[to] = edge;
        customer[edge] = c;
        item[edge] = to;
        last[edge] = history.times[event];
      }
      ofEvent[event - start] = edge;
      eventCount[edge] += Math.exp(decay * (history.times[event] - last[edge]));
    }
  }
  return {
    start,
    ofEvent,
    customer: customer.slice(0, count),
    item: item.slice(0, count),
    events: eventCount.slice(0, count),
    last: last.slice(0, count),
  };
}

/** The distinct owners, ascending, and the node of each (from `first` on), -1 for those without an edge. */
function numberNodes(owners: Int32Array, count: number, first: number): [owners: Int32Array, nodes: Int32Array] {
  const nodes = new Int32Array(count).fill(-1);
  for (const owner of owners) nodes[owner] = 0;
  const present = Int32Array.from(nodes.keys()).filter((owner) => nodes[owner] === 0);
  present.forEach((owner, i) => {
    nodes[owner] = first + i;
  });
  return [present, nodes];
}
