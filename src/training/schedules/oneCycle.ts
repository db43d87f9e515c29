import { z } from 'zod';
import { defineSchedule } from '../schedule';

/** One cycle (Smith and Topin, 2019): up along half a cosine, then down along another, to next to nothing. */
export const oneCycle = defineSchedule({
  name: 'one-cycle',
  summary: 'the learning rate rises from a small part to its full size, then falls to next to nothing',
  options: z.strictObject({
    /** The share of steps in which it rises. */
    warmup: z.number().gt(0).lt(1).default(0.3),
    /** What it starts from, as a share of its full size. */
    start: z.number().gt(0).max(1).default(0.04),
  }),
  factor: ({ warmup, start }, done) => {
    const cosine = (from: number, to: number, share: number) =>
      from + ((to - from) * (1 - Math.cos(Math.PI * share))) / 2;
    return done < warmup ? cosine(start, 1, done / warmup) : cosine(1, 1e-4, (done - warmup) / (1 - warmup));
  },
});
