import { z } from 'zod';
import { DAY } from '../base/time';
import { UsualAmount, usualAmountOptions } from '../data/usualAmount';
import { defineFamily } from './family';

const optionsSchema = z.strictObject({
  ...usualAmountOptions,
  /** How many of the item's last known labels are told one by one. */
  count: z.number().int().positive().default(5),
});

/**
 * The last known labels of an item, and whether its known positives may have another reason: one whose amount
 * was far above what was usual for its customer (see `UsualAmount`) says less about the item.
 */
export const itemLabels = defineFamily({
  name: 'item-labels',
  summary: "the item's last known labels, and how unusual its known positives were for their customers",
  options: optionsSchema,
  columns: ({ count }) => [
    ...Array.from({ length: count }, (_, k) => `label of the item, ${k + 1} back`),
    'days since the last known positive of the item',
    'days since the last known negative of the item',
    'days since the first known positive of the item after that',
    'amount over the usual, last known positive of the item',
    `least amount over the usual, positives of the last ${count}`,
  ],
  compute(asOf, { count, ...options }) {
    const { item } = asOf.examples;
    const { events, ofCustomer, ofItem } = asOf.extent;
    const items = ofItem.length;
    const usual = new UsualAmount(ofCustomer.length, options);
    const ratios = new Float32Array(events);
    // Of each item a ring of the events whose labels became known last, and how many ever did.
    const ring = new Int32Array(items * count);
    const known = new Int32Array(items);
    const positive = new Uint8Array(events);
    const lastPositive = new Int32Array(items).fill(-1);
    const positiveTime = new Float64Array(items);
    const negativeTime = new Float64Array(items).fill(Number.NaN);
    /** When the positives began that no negative has followed. */
    const runTime = new Float64Array(items).fill(Number.NaN);
    const F = count + 5;
    const values = new Float32Array(asOf.size * F).fill(Number.NaN);
    asOf.scan({
      event(event, customer, _item, _time, amount) {
        ratios[event] = usual.add(customer, amount);
      },
      label(event, _customer, item, time, label) {
        ring[item * count + (known[item]++ % count)] = event;
        if (!label) {
          negativeTime[item] = time;
          runTime[item] = Number.NaN;
          return;
        }
        positive[event] = 1;
        lastPositive[item] = event;
        positiveTime[item] = time;
        if (Number.isNaN(runTime[item])) runTime[item] = time;
      },
      example(row, time) {
        const owner = item[row];
        if (owner < 0) return;
        const at = row * F;
        let least = Number.NaN;
        for (let k = 0; k < Math.min(count, known[owner]); k++) {
          const event = ring[owner * count + ((known[owner] - 1 - k) % count)];
          values[at + k] = positive[event];
          if (positive[event] && (Number.isNaN(least) || ratios[event] < least)) least = ratios[event];
        }
        values[at + count + 1] = (time - negativeTime[owner]) / DAY;
        if (lastPositive[owner] < 0) return;
        values[at + count] = (time - positiveTime[owner]) / DAY;
        values[at + count + 2] = (time - runTime[owner]) / DAY;
        values[at + count + 3] = ratios[lastPositive[owner]];
        values[at + count + 4] = least;
      },
    });
    return values;
  },
});
