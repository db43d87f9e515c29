import type { InteractionGraph } from '../interactions';

/**
 * Who belongs to which groups: items to customers, customers to items, items to baskets. The members of group g are
 * `members[offsets[g] … offsets[g + 1])`, each once, numbered from 0 on.
 */
export interface Affiliation {
  /** [groups + 1] */
  readonly offsets: Int32Array;
  readonly members: Int32Array;
  /** When each member joined, in seconds since 1970. */
  readonly times: Float64Array;
  /** How many members there are in all. */
  readonly size: number;
}

/** The items of each customer: item nodes less C. */
export function itemsOfCustomers(graph: InteractionGraph): Affiliation {
  const C = graph.customers.length;
  return {
    offsets: graph.adjacency().offsets.slice(0, C + 1),
    members: graph.edgeItem.map((node) => node - C),
    times: graph.edgeLast,
    size: graph.items.length,
  };
}

/** The customers of each item. */
export function customersOfItems(graph: InteractionGraph): Affiliation {
  const C = graph.customers.length;
  const { offsets, columns } = graph.adjacency();
  const first = offsets[C];
  return {
    offsets: offsets.slice(C).map((at) => at - first),
    members: columns.slice(first),
    times: graph.edgeTimes().slice(first),
    size: C,
  };
}

/** The items of each basket, which is all that a customer buys at one time; the baskets of a customer stand together. */
export interface Baskets extends Affiliation {
  /** The customer node of each basket. */
  readonly customers: Int32Array;
}

/** Baskets within the graph's window, a customer's oldest first. Rewired edges take their purchases along. */
export function basketsOf(graph: InteractionGraph): Baskets {
  const { history, eventEdge, firstEvent, edgeItem } = graph;
  const C = graph.customers.length;
  const capacity = eventEdge.length;
  const offsets = new Int32Array(capacity + 1);
  const customers = new Int32Array(capacity);
  const members = new Int32Array(capacity);
  const times = new Float64Array(capacity);
  const basketOfItem = new Int32Array(graph.items.length).fill(-1);
  let baskets = 0;
  let size = 0;
  for (let c = 0; c < C; c++) {
    let time = Number.NaN;
    for (const event of history.eventsOfCustomer(graph.customers[c])) {
      if (event < firstEvent) continue;
      if (history.times[event] !== time) {
        time = history.times[event];
        customers[baskets] = c;
        offsets[baskets++] = size;
      }
      const item = edgeItem[eventEdge[event - firstEvent]] - C;
      if (basketOfItem[item] === baskets) continue;
      basketOfItem[item] = baskets;
      members[size] = item;
      times[size++] = time;
    }
  }
  offsets[baskets] = size;
  return {
    offsets: offsets.slice(0, baskets + 1),
    customers: customers.slice(0, baskets),
    members: members.slice(0, size),
    times: times.slice(0, size),
    size: graph.items.length,
  };
}

/**
 * The affiliation in which no group has more than so many members: a hub keeps those who joined last, of equal times the
 * lower number. So its pairs are at most members × largest, not members².
 * @returns also how many groups were cut
 */
export function capGroups(affiliation: Affiliation, largest: number): { capped: Affiliation; hubs: number } {
  const { offsets, members, times } = affiliation;
  const kept = new Uint8Array(members.length).fill(1);
  let hubs = 0;
  for (let g = 0; g + 1 < offsets.length; g++) {
    if (offsets[g + 1] - offsets[g] <= largest) continue;
    hubs++;
    const entries = Int32Array.from({ length: offsets[g + 1] - offsets[g] }, (_, i) => offsets[g] + i);
    entries.sort((a, b) => times[b] - times[a] || members[a] - members[b]);
    for (const entry of entries.subarray(largest)) kept[entry] = 0;
  }
  if (hubs === 0) return { capped: affiliation, hubs };
  const starts = new Int32Array(offsets.length);
  for (let g = 0, entry = 0, size = 0; g + 1 < offsets.length; g++) {
    for (; entry < offsets[g + 1]; entry++) size += kept[entry];
    starts[g + 1] = size;
  }
  const isKept = (_: number, entry: number) => kept[entry] === 1;
  return {
    capped: { ...affiliation, offsets: starts, members: members.filter(isKept), times: times.filter(isKept) },
    hubs,
  };
}
