import { transpose } from '../../base/csr';
import { basketsOf } from './affiliation';
import { type Projection, projectAhead } from './project';
import { PROJECTION, tiesOfItems } from './projection';
import { defineRelation } from './relation';

/** An edge leads from an item to one of the same customer's next basket: the later one hears of the earlier. */
export const nextBasket = defineRelation({
  ...PROJECTION,
  name: 'next-basket',
  summary: "each item sends to those that customers' next baskets held",
  between: 'items',
  isDirected: true,
  build(graph, options) {
    const baskets = basketsOf(graph);
    const next = baskets.customers.map((customer, g) => (baskets.customers[g + 1] === customer ? g + 1 : -1));
    return tiesOfItems(graph, turned(projectAhead(baskets, next, options)), 'basket', options);
  },
});

/** The transpose of a projection. */
function turned({ ties, counts, times, hubs }: Projection): Projection {
  const { origin, ...back } = transpose(ties);
  return {
    ties: back,
    counts: Int32Array.from(origin, (e) => counts[e]),
    times: Float64Array.from(origin, (e) => times[e]),
    hubs,
  };
}
