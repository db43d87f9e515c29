import { z } from 'zod';
import { defineResampler } from './resampler';
import { rowsByClass, selection } from './selection';

const optionsSchema = z.strictObject({
  /** Positives per negative afterwards; a sample that has more keeps what it has. */
  ratio: z.number().positive().max(1).default(1),
});

/** Random oversampling: all rows, and positives drawn again with replacement until the ratio is reached. */
export const randomOver = defineResampler({
  name: 'random-over',
  summary: 'positives repeated at random',
  options: optionsSchema,
  space: { ratio: { low: 0.05, high: 1, log: true } },
  build: ({ ratio }) =>
    selection((label, random) => {
      const { positives, negatives } = rowsByClass(label);
      const missing = Math.max(0, Math.round(ratio * negatives.length) - positives.length);
      const rows = new Int32Array(label.length + missing);
      for (let i = 0; i < label.length; i++) rows[i] = i;
      for (let i = 0; i < missing; i++) rows[label.length + i] = positives[random.int(positives.length)];
      return rows;
    }),
});
