import { z } from 'zod';
import type { Baseline } from './baseline';

const optionsSchema = z.strictObject({});
const savedSchema = z.strictObject({ rate: z.number() });

/** Predicts the training examples' share of positives for every row. */
export const majority: Baseline<typeof optionsSchema, typeof savedSchema> = {
  name: 'majority',
  summary: "the training examples' share of positives, for everybody",
  options: optionsSchema,
  saved: savedSchema,
  fit: ({ label, weight }) =>
    constant(
      weight
        ? label.reduce((sum, value, i) => sum + value * weight[i], 0) / weight.reduce((sum, one) => sum + one, 0)
        : label.reduce((sum, value) => sum + value, 0) / label.length,
    ),
  load: ({ rate }) => constant(rate),
};

function constant(rate: number) {
  return {
    predict: ({ rows }: { rows: number }) => new Float32Array(rows).fill(rate),
    diagnostics: { rate },
    toJSON: () => ({ rate }),
  };
}
