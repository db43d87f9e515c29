import { z } from 'zod';
import { DAY } from '../base/time';
import { UsualAmount, usualAmountOptions } from '../data/usualAmount';
import { defineFamily } from './family';
import { SlidingWindows, windowDays } from './slidingWindows';

const optionsSchema = z.strictObject({
  ...usualAmountOptions,
  /** Lengths of the windows that large amounts are counted in. */
  days: windowDays.default([1, 3, 7, 14]),
});

/** How unusual the amount asked about is for its customer, and how often they spent unusually much of late. */
export const customerSurprise = defineFamily({
  name: 'customer-surprise',
  summary: "the amount against the customer's usual one, and their recent large amounts",
  options: optionsSchema,
  columns: ({ days }) => [
    'usual amount of the customer',
    'amount over the usual',
    ...days.map((length) => `large amounts of the customer ${length}d`),
    'days since the last large amount',
  ],
  compute(asOf, { days, ...options }) {
    const { customer, event: asked } = asOf.examples;
    const { amount: askedAmount } = asOf.askedEvents;
    const { ofCustomer } = asOf.extent;
    const usual = new UsualAmount(ofCustomer.length, options);
    const large = new SlidingWindows(ofCustomer, days);
    const lastLarge = new Float64Array(ofCustomer.length).fill(Number.NaN);
    const F = days.length + 3;
    const values = new Float32Array(asOf.size * F);
    asOf.scan({
      event(_event, customer, _item, time, amount) {
        if (!usual.isLarge(usual.add(customer, amount))) return;
        large.add(customer, time, 1);
        lastLarge[customer] = time;
      },
      example(row, time) {
        const owner = customer[row];
        large.moveTo(owner, time);
        let at = row * F;
        values[at++] = usual.of(owner);
        values[at++] = asked[row] >= 0 ? usual.ratio(owner, askedAmount[row]) : Number.NaN;
        for (let w = 0; w < days.length; w++) values[at++] = large.count(owner, w);
        values[at] = (time - lastLarge[owner]) / DAY;
      },
    });
    return values;
  },
});
