import { z } from 'zod';
import { type Component, NO_OPTIONS } from '../base/component';
import { InputError } from '../base/errors';
import { check } from '../base/json';
import { controls } from '../data/controls';
import { datasets } from '../data/datasets';
import { tasks } from '../data/tasks';
import { taskReference } from '../data/tasks/reference';
import { thresholds } from '../imbalance/thresholds';
import { learners } from '../learners';
import type { Configuration } from './configuration';

const name = z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'expected lower-case letters, digits and dashes');

const publishedSchema = z.strictObject({
  auc: z.number(),
  averagePrecision: z.number(),
  cardPrecisionAtK: z.number().optional(),
});

/** One row of the table: a model, trained once for each fold and seed. */
const rowSchema = z
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
  })
  .refine(({ model, members }) => (model === undefined) !== (members === undefined), {
    error: 'expected either "model" or "members"',
  })
  .refine(({ members, weights }) => weights === undefined || members !== undefined, {
    path: ['weights'],
    error: 'expected only beside "members"',
  });

/** How much of an experiment is run. */
const presetSchema = z.strictObject({
  seeds: z.number().int().positive(),
  /** The share of the training negatives that is kept. */
  negatives: z.number().positive().max(1).default(1),
});

/** What branches are worth, where there is a ceiling. */
const gapSchema = z.strictObject({
  /** Rows of one branch each: the gap to the ceiling begins at the best of them. */
  singles: z.array(z.string()).min(1),
  /** A row, the same under a control, and the same without the branch that the control destroys. */
  controls: z.array(z.tuple([z.string(), z.string(), z.string()])).default([]),
});

/** An ablation as a document: rows × folds × seeds on one task, and the differences to be tested. */
export const experimentSchema = z
  .strictObject({
    name,
    title: z.string(),
    /** Omitted where the data come with the command. */
    dataset: datasets.reference().optional(),
    task: taskReference,
    presets: z
      .record(z.string(), presetSchema)
      .default({ quick: { seeds: 3, negatives: 1 }, full: { seeds: 10, negatives: 1 } }),
    rows: z.array(rowSchema).min(1),
    comparisons: z.array(z.tuple([z.string(), z.string()])).default([]),
    /** The row that knows what no model can, such as a simulator's own numbers. */
    ceiling: z.string().optional(),
    gap: gapSchema.optional(),
    /** Where the published figures come from. */
    source: z.string().optional(),
  })
  .superRefine(({ rows, presets, comparisons, ceiling, gap }, context) => {
    const names = rows.map((row) => row.name);
    const issue = (message: string, path: (string | number)[]) => context.addIssue({ code: 'custom', message, path });
    const unknown = (row: string) => `unknown row "${row}"; there are ${names.join(', ')}`;
    rows.forEach((row, r) => {
      if (names.indexOf(row.name) < r) issue(`two rows are called "${row.name}"`, ['rows', r, 'name']);
      row.members?.forEach((member, m) => {
        const found = rows.find((one) => one.name === member);
        if (!found) issue(unknown(member), ['rows', r, 'members', m]);
        else if (found.task) issue(`row "${member}" has a task of its own`, ['rows', r, 'members', m]);
        else if (!found.model) issue(`row "${member}" is a stack itself`, ['rows', r, 'members', m]);
      });
      for (const preset of row.presets ?? [])
        if (!(preset in presets))
          issue(`unknown preset "${preset}"; there are ${Object.keys(presets).join(', ')}`, ['rows', r, 'presets']);
    });
    if (ceiling !== undefined && !names.includes(ceiling)) issue(unknown(ceiling), ['ceiling']);
    if (gap && ceiling === undefined) issue('there is no gap without a ceiling', ['gap']);
    gap?.singles.forEach((row, s) => {
      if (!names.includes(row)) issue(unknown(row), ['gap', 'singles', s]);
    });
    gap?.controls.forEach((three, c) => {
      for (const [i, row] of three.entries()) if (!names.includes(row)) issue(unknown(row), ['gap', 'controls', c, i]);
    });
    comparisons.forEach((pair, c) => {
      for (const [side, row] of pair.entries()) if (!names.includes(row)) issue(unknown(row), ['comparisons', c, side]);
    });
  });

export type Experiment = z.output<typeof experimentSchema>;
export type ExperimentInput = z.input<typeof experimentSchema>;
export type Row = Experiment['rows'][number];

/** An experiment that the repository declares. */
export interface DeclaredExperiment extends Component {
  readonly document: ExperimentInput;
}

/** Declares an experiment. */
export function defineExperiment(document: ExperimentInput): DeclaredExperiment {
  return { name: document.name, summary: document.title, options: NO_OPTIONS, document };
}

/**
 * Checks an experiment and completes every option of every component that it names.
 * @param where it comes from, for messages
 * @throws InputError for anything that there is not, naming its place
 */
export function completeExperiment(document: unknown, where: string): Experiment {
  return check(experimentSchema, document, where);
}

/** A row's configurations: those of fold 0 first, in order of seed. */
export interface PlannedRow {
  readonly row: Row;
  readonly configurations: readonly Configuration[];
}

/** Every trial of a preset. @throws InputError for an unknown preset, or where no data are named */
export function plan(experiment: Experiment, preset: string): PlannedRow[] {
  const { dataset, task, presets, rows } = experiment;
  const chosen = presets[preset];
  if (!chosen)
    throw new InputError(
      `unknown preset "${preset}"`,
      `experiment ${experiment.name}`,
      `one of ${Object.keys(presets).join(', ')}`,
    );
  if (!dataset)
    throw new InputError(
      'no data set is named',
      `experiment ${experiment.name}`,
      '"dataset" in it, or --file and --schema',
    );
  const { entry, options } = tasks.resolve(task);
  const folds = Array.from({ length: entry.foldCount(options) }, (_, fold) => fold);
  const seedsOf = (row: Row) =>
    Array.from({ length: Math.min(chosen.seeds, row.seeds ?? chosen.seeds) }, (_, seed) => seed);
  const there = rows.filter((row) => row.presets === undefined || row.presets.includes(preset));
  return there.map((row) => ({
    row,
    configurations: folds.flatMap((fold) =>
      seedsOf(row).map((seed) => ({
        dataset,
        task: row.task ?? task,
        fold,
        evaluate: 'test' as const,
        negatives: { rate: chosen.negatives, seed: 0 },
        model: modelOf(row, rows),
        threshold: row.threshold,
        controls: row.controls,
        seed,
      })),
    ),
  }));
}

/** The model of a row; of a stack, with its members' models. */
export function modelOf(row: Row, rows: readonly Row[]): Configuration['model'] {
  if (row.model) return row.model;
  const members = row.members!.map((member) => rows.find((one) => one.name === member)!.model!);
  return { name: 'stack', members, weights: row.weights ?? 'fitted' };
}
