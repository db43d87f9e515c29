import { z } from 'zod';
import { defineResampler } from './resampler';
import { rowsByClass, selection } from './selection';

const optionsSchema = z.strictObject({
  /** Positives per negative afterwards; a sample that has more keeps what it has. */
  ratio: z.number().positive().max(1).default(1),
});

/** Random undersampling: all positives, and negatives drawn without replacement until the ratio is reached. */
export const randomUnder = defineResampler({
  name: 'random-under',
  summary: 'negatives dropped at random',
  options: optionsSchema,
  space: { ratio: { low: 0.05, high: 1, log: true } },
  build: ({ ratio }) =>
    selection((label, random) => {
      const { positives, negatives } = rowsByClass(label);
      const kept = Math.min(negatives.length, Math.max(1, Math.round(positives.length / ratio)));
      const drawn = random.shuffle(negatives.slice()).slice(0, kept);
      return Int32Array.from([...positives, ...drawn]).sort();
    }),
});
