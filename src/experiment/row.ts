import { z } from 'zod';
import { controls } from '../data/controls';
import { taskReference } from '../data/tasks/reference';
import { thresholds } from '../imbalance/thresholds';
import { learners } from '../learners';

/** Of experiments, rows, factors and their levels. */
export const name = z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'expected lower-case letters, digits and dashes');

const publishedSchema = z.strictObject({
  auc: z.number(),
  averagePrecision: z.number(),
  cardPrecisionAtK: z.number().optional(),
});

/** One row of the table: a model, trained once for each fold and seed. */
export const rowSchema = z
  .strictObject({
    name,
    /** What stands in the table. */
    title: z.string(),
    /** A negative control stands in a block of its own. */
    control: z.boolean().default(false),
    /** The presets that it is part of; all of them if omitted. */
    presets: z.array(z.string()).optional(),
    model: learners.reference().optional(),
    /** Instead of a model: the rows that a stack combines. */
    members: z.array(z.string()).min(2).optional(),
    /** Of a stack: whether the members' weights are fitted on validation, or all the same. */
    weights: z.enum(['fitted', 'equal']).optional(),
    /** How the threshold of its decisions is chosen on validation. */
    threshold: thresholds.reference().prefault('f1'),
    /** Fewer seeds than the preset has: for a model in which nothing is left to chance, or that takes long. */
    seeds: z.number().int().positive().optional(),
    /** A task of its own, such as one with more training days; it must ask about the same test examples. */
    task: taskReference.optional(),
    /** What others published of the same model on the same data. */
    published: publishedSchema.optional(),
    controls: z.array(controls.reference()).default([]),
    /** Where it stands in a design: its level of each factor, as they are printed. */
    levels: z.record(z.string(), z.string()).optional(),
  })
  .refine(({ model, members }) => (model === undefined) !== (members === undefined), {
    error: 'expected either "model" or "members"',
  })
  .refine(({ members, weights }) => weights === undefined || members !== undefined, {
    path: ['weights'],
    error: 'expected only beside "members"',
  });
