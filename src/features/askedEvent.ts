import { NO_OPTIONS } from '../base/component';
import { DAY } from '../base/time';
import { defineFamily } from './family';

const columns = ['amount', 'quantity', 'hour of the day', 'weekend'];

/** What is seen of the event asked about as it happens: everything but its label. */
export const askedEvent = defineFamily({
  name: 'asked-event',
  summary: 'amount, quantity and time of the event asked about',
  options: NO_OPTIONS,
  columns: () => columns,
  compute(asOf) {
    const { time, size } = asOf.examples;
    const { amount, quantity } = asOf.askedEvents;
    const F = columns.length;
    const values = new Float32Array(size * F);
    for (let i = 0; i < size; i++) {
      values[i * F] = amount[i];
      values[i * F + 1] = quantity[i];
      values[i * F + 2] = (time[i] % DAY) / 3600;
      // Day 0, 1970-01-01, was a Thursday.
      values[i * F + 3] = Math.floor(time[i] / DAY + 3) % 7 >= 5 ? 1 : 0;
    }
    return values;
  },
});
