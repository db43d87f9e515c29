import { createHash } from 'node:crypto';
import { z } from 'zod';
import { codeHash, fileOf } from '../base/closure';
import { componentsUsed } from '../base/component';
import { check } from '../base/json';
import { controls } from '../data/controls';
import { datasets } from '../data/datasets';
import { tasks } from '../data/tasks';
import { taskReference } from '../data/tasks/reference';
import { threadsAsked } from '../engine/engine';
import { thresholds } from '../imbalance/thresholds';
import { learners } from '../learners';
import { splitsSchema } from '../training/prepare';

/** One trial: data, task, fold, model and seed. JSON through and through. */
export const configurationSchema = splitsSchema.extend({
  dataset: datasets.reference(),
  task: taskReference,
  /** What the trial reports on. One that evaluates on validation never computes a test score: so a search tunes. */
  evaluate: z.enum(['test', 'validation']).default('test'),
  model: learners.reference(),
  /** How the threshold of decisions is chosen on validation. */
  threshold: thresholds.reference().prefault('f1'),
  controls: z.array(controls.reference()).default([]),
  seed: z.number().int().nonnegative().default(0),
});

export type Configuration = z.output<typeof configurationSchema>;
export type ConfigurationInput = z.input<typeof configurationSchema>;

/**
 * The same configuration with every option of every component written out, so that equal trials have equal names.
 * @param where it comes from, for messages
 * @throws InputError for a component or an option that there is not, naming its place
 */
export function completeConfiguration(configuration: ConfigurationInput, where: string): Configuration {
  return check(configurationSchema, configuration, where);
}

/**
 * The trial's name: a hash of all that decides its outcome. That is what it does, the data, and the code of the trial
 * itself and of the components that it names; where the data come from and how they are read is not part of it.
 * @param configuration completed
 */
export function trialId(configuration: Configuration, dataFingerprint: string): string {
  const { dataset: _, ...rest } = configuration;
  const { components } = componentsUsed(() => configurationSchema.omit({ dataset: true }).parse(rest));
  const code = codeHash([require.resolve('./train'), ...components.map(fileOf)]);
  const task = tasks.mapPaths(rest.task, () => undefined);
  // Several threads change last digits, skip-gram's all of them: what they computed is no answer to who asks for one.
  const threads = threadsAsked();
  return hashOf({ ...rest, task, dataFingerprint, code, ...(threads > 1 ? { threads } : {}) });
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
