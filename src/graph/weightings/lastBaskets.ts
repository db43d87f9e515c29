import { z } from 'zod';
import type { InteractionGraph } from '../interactions';
import { defineWeighting } from './weighting';

export const lastBaskets = defineWeighting({
  name: 'last-baskets',
  summary: 'the items of the last few baskets alone; a basket is all that a customer buys at one time',
  options: z.strictObject({ count: z.number().int().positive().default(3) }),
  title: ({ count }) => (count === 1 ? 'last basket' : `last ${count} baskets`),
  weigh(graph, { count }) {
    const since = Float64Array.from(graph.customers, (customer) => lastBasketTime(graph, customer, count));
    return Float32Array.from(graph.edgeLast, (last, e) => (last >= since[graph.edgeCustomer[e]] ? 1 : 0));
  },
});

/** When a customer's n-th last basket was, the last being the first; minus infinity where there are fewer. */
function lastBasketTime({ history }: InteractionGraph, customer: number, n: number): number {
  const events = history.eventsOfCustomer(customer);
  let time = Number.POSITIVE_INFINITY;
  let baskets = 0;
  for (let i = events.length - 1; i >= 0; i--) {
    if (history.times[events[i]] === time) continue;
    time = history.times[events[i]];
    if (++baskets === n) return time;
  }
  return Number.NEGATIVE_INFINITY;
}
