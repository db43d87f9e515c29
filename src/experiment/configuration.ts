import { createHash } from 'node:crypto';
import { z } from 'zod';
import { taskSchema } from '../data/task';
import { learners } from '../learners';

const modelSchema = z.strictObject({
  /** The learner's name in the registry of learners. */
  learner: z.string(),
  options: z.record(z.string(), z.unknown()).default({}),
  controls: z
    .strictObject({ shuffleGraph: z.boolean().default(false), permuteEvents: z.boolean().default(false) })
    .default({ shuffleGraph: false, permuteEvents: false }),
});

/** One trial: data, task, model and seed. JSON through and through; its hash names the trial. */
export const configurationSchema = z.strictObject({
  dataset: z.strictObject({ name: z.string(), options: z.record(z.string(), z.unknown()).default({}) }),
  task: taskSchema,
  /** The share of the training negatives that is kept, drawn anew for each seed given here. */
  negatives: z
    .strictObject({ rate: z.number().positive().max(1), seed: z.number().int() })
    .default({ rate: 1, seed: 0 }),
  model: z.union([
    modelSchema,
    /** A logistic regression on the members' logits, fitted on validation. */
    z.strictObject({ learner: z.literal('stack'), members: z.array(modelSchema).min(2) }),
  ]),
  seed: z.number().int().nonnegative(),
});

export type Configuration = z.output<typeof configurationSchema>;
export type ModelSpec = z.output<typeof modelSchema>;

/** The same configuration with every option of its model written out, so that equal trials have equal names. */
export function completeConfiguration(configuration: Configuration): Configuration {
  const { model } = configuration;
  const complete = <M extends { learner: string; options: Record<string, unknown> }>(one: M): M => ({
    ...one,
    options: learners.get(one.learner).complete(one.options),
  });
  return {
    ...configuration,
    model: 'members' in model ? { ...model, members: model.members.map(complete) } : complete(model),
  };
}

/** A hash of anything that JSON can hold; the order of keys does not matter. */
export function hashOf(value: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(sortKeys(value)))
    .digest('hex')
    .slice(0, 16);
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sortKeys(inner)]),
  );
}
