import { z } from 'zod';
import { defineFamily } from './family';
import { SlidingWindows, windowDays } from './slidingWindows';

const optionsSchema = z.strictObject({
  /** Lengths of the windows. */
  days: windowDays.default([1, 7, 30]),
  /** Whether the event asked about counts as one of the windows' events. */
  includeAsked: z.boolean().default(true),
});

/**
 * How much and how often a customer spent of late: the number of their events and the mean amount in each window
 * (Le Borgne et al., Reproducible Machine Learning for Credit Card Fraud Detection, chapter 3, "RFM").
 */
export const customerWindows = defineFamily({
  name: 'customer-windows',
  summary: "number and mean amount of the customer's events in windows of days",
  options: optionsSchema,
  columns: ({ days }) =>
    days.flatMap((length) => [`events of the customer ${length}d`, `mean amount of the customer ${length}d`]),
  compute(asOf, { days, includeAsked }) {
    const { customer, event: asked } = asOf.examples;
    const { amount: askedAmount } = asOf.askedEvents;
    const windows = new SlidingWindows(asOf.extent.ofCustomer, days);
    const F = 2 * days.length;
    const values = new Float32Array(asOf.size * F);
    asOf.scan({
      event: (_event, customer, _item, time, amount) => windows.add(customer, time, amount),
      example(row, time) {
        const owner = customer[row];
        const itself = includeAsked && asked[row] >= 0 ? 1 : 0;
        windows.moveTo(owner, time);
        for (let w = 0; w < days.length; w++) {
          const count = windows.count(owner, w) + itself;
          values[row * F + 2 * w] = count;
          // 0 / 0, NaN, without an event.
          values[row * F + 2 * w + 1] = (windows.sum(owner, w) + itself * askedAmount[row]) / count;
        }
      },
    });
    return values;
  },
});
