import type { InteractionGraph } from '../graph/interactions';
import { defineFamily } from './family';
import { graphFeatureOptions, interactionsOf } from './graphFamily';

/** Prices are near that are at most so far apart as logarithms: 42 % more, or 30 % less. */
const NEAR = 0.35;

/**
 * The share of the items that a customer bought, other than the item asked about, whose price is near the item's. The
 * price of an item is what was paid for a unit of it so far; those that nothing was paid for have none.
 */
export const priceNearness = defineFamily({
  name: 'price-nearness',
  summary: "the share of the customer's items that cost about as much as the item",
  options: graphFeatureOptions,
  columns: () => ["share of the customer's items near the price"],
  compute(asOf, options, controls) {
    const values = new Float32Array(asOf.size).fill(Number.NaN);
    const { customer, item } = asOf.examples;
    asOf.forEachTime((history, rows) => {
      const graph = interactionsOf(history, options, controls);
      const price = logPrices(graph);
      for (const row of rows) {
        const c = graph.nodeOfCustomer(customer[row]);
        const target = graph.nodeOfItem(item[row]);
        if (c >= 0 && target >= 0) values[row] = shareNear(graph, price, c, target);
      }
    }, options.everyDays);
    return values;
  },
});

/** The logarithm of the price of each item of the graph, NaN where it has none; [I]. */
function logPrices({ history, items }: InteractionGraph): Float64Array {
  return Float64Array.from(items, (item) => {
    let money = 0;
    let units = 0;
    for (const event of history.eventsOfItem(item)) {
      money += history.amount[event];
      units += history.quantity[event];
    }
    return money > 0 && units > 0 ? Math.log(money / units) : Number.NaN;
  });
}

function shareNear(graph: InteractionGraph, price: Float64Array, customer: number, target: number): number {
  const { offsets, columns: to } = graph.adjacency();
  const C = graph.customers.length;
  let near = 0;
  let items = 0;
  for (let e = offsets[customer]; e < offsets[customer + 1]; e++) {
    if (to[e] === target || Number.isNaN(price[to[e] - C])) continue;
    items++;
    if (Math.abs(price[to[e] - C] - price[target - C]) <= NEAR) near++;
  }
  return items > 0 && !Number.isNaN(price[target - C]) ? near / items : Number.NaN;
}
