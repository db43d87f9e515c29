import { z } from 'zod';
import { DAY } from '../base/time';
import { defineFamily } from './family';

const COLUMNS = ['amount', 'quantity', 'hour of the day', 'weekend', 'night'] as const;

const optionsSchema = z.strictObject({
  columns: z
    .array(z.enum(COLUMNS))
    .min(1)
    .refine((columns) => new Set(columns).size === columns.length, 'a column is named twice')
    .default(['amount', 'quantity', 'hour of the day', 'weekend']),
});

/** The night ends at this hour. */
const MORNING = 7;

/** What is seen of the event asked about as it happens: everything but its label. */
export const askedEvent = defineFamily({
  name: 'asked-event',
  summary: 'amount, quantity and time of the event asked about',
  options: optionsSchema,
  columns: ({ columns }) => columns,
  compute(asOf, { columns }) {
    const { time, size } = asOf.examples;
    const { amount, quantity } = asOf.askedEvents;
    const hour = (row: number) => (time[row] % DAY) / 3600;
    const measures: Record<(typeof COLUMNS)[number], (row: number) => number> = {
      amount: (row) => amount[row],
      quantity: (row) => quantity[row],
      'hour of the day': hour,
      // Day 0, 1970-01-01, was a Thursday.
      weekend: (row) => (Math.floor(time[row] / DAY + 3) % 7 >= 5 ? 1 : 0),
      night: (row) => (hour(row) < MORNING ? 1 : 0),
    };
    const F = columns.length;
    const values = new Float32Array(size * F);
    columns.forEach((column, c) => {
      const measure = measures[column];
      for (let i = 0; i < size; i++) values[i * F + c] = measure(i);
    });
    return values;
  },
});
