import { z } from 'zod';
import { defineFamily } from './family';
import { SlidingWindows, windowDays } from './slidingWindows';

const optionsSchema = z.strictObject({
  /** Lengths of the windows. */
  days: windowDays.default([1, 7, 30]),
  /** The windows end so many days ago. With less than the labels' own delay, they miss what is not known yet. */
  delayDays: z.number().min(0).default(7),
});

/**
 * How often an item's events were positive, as far as that is known: the number of its events with a known label, and the
 * share of positives (0 where there is no event), in windows that end `delayDays` ago (Le Borgne et al., Reproducible
 * Machine Learning for Credit Card Fraud Detection, chapter 3, "risk").
 */
export const itemRisk = defineFamily({
  name: 'item-risk',
  summary: "number and known positive rate of the item's events in windows of days that end a delay ago",
  options: optionsSchema,
  columns: ({ days }) =>
    days.flatMap((length) => [`known events of the item ${length}d`, `positive rate of the item ${length}d`]),
  compute(asOf, { days, delayDays }) {
    const { item } = asOf.examples;
    const windows = new SlidingWindows(asOf.extent.ofItem, days, delayDays);
    const F = 2 * days.length;
    const values = new Float32Array(asOf.size * F);
    asOf.scan({
      label: (_event, _customer, item, time, label) => windows.add(item, time, label),
      example(row, time) {
        const owner = item[row];
        if (owner < 0) {
          values.fill(Number.NaN, row * F, (row + 1) * F);
          return;
        }
        windows.moveTo(owner, time);
        for (let w = 0; w < days.length; w++) {
          const count = windows.count(owner, w);
          values[row * F + 2 * w] = count;
          values[row * F + 2 * w + 1] = count > 0 ? windows.sum(owner, w) / count : 0;
        }
      },
    });
    return values;
  },
});
