import { z } from 'zod';
import { type Component, NO_OPTIONS } from '../base/component';
import { InputError } from '../base/errors';
import { check } from '../base/json';
import { datasets } from '../data/datasets';
import { tasks } from '../data/tasks';
import { taskReference } from '../data/tasks/reference';
import { USUAL_MARGINS } from '../evaluation/pair';
import type { Configuration } from './configuration';
import { expand, type FactorsInput, factorsSchema } from './factors';
import { name, rowSchema } from './row';

/** How much of an experiment is run. */
const presetSchema = z.strictObject({
  seeds: z.number().int().positive(),
  /** The share of the training negatives that is kept. */
  negatives: z.number().positive().max(1).default(1),
});

/** Differences that do not matter. Declare them before you see any. */
const marginsSchema = z.strictObject({
  /** Of the AUC. */
  auc: z.number().positive().max(1).default(USUAL_MARGINS.auc),
  /** Of the average precision, as a share of what the second row reaches. */
  averagePrecision: z.number().positive().max(1).default(USUAL_MARGINS.averagePrecision),
});

/** The main claim: a candidate beats the best of the baselines in average precision. Declare it before you see results. */
const claimSchema = z.strictObject({
  candidates: z.array(z.string()).min(1),
  baselines: z.array(z.string()).min(1),
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
    claim: claimSchema.optional(),
    margins: marginsSchema.prefault({}),
    /** The row that knows what no model can, such as a simulator's own numbers. */
    ceiling: z.string().optional(),
    gap: gapSchema.optional(),
    /** Where the published figures come from. */
    source: z.string().optional(),
  })
  .superRefine(({ rows, presets, comparisons, ceiling, claim, gap }, context) => {
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
    for (const side of ['candidates', 'baselines'] as const)
      claim?.[side].forEach((row, r) => {
        if (!names.includes(row)) issue(unknown(row), ['claim', side, r]);
        else if (side === 'baselines' && claim.candidates.includes(row))
          issue(`row "${row}" is a candidate as well`, ['claim', side, r]);
      });
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
/** An experiment as it is written: with rows, with factors that rows are made of (`rows` may be empty), or with both. */
export type ExperimentInput = z.input<typeof experimentSchema> & { readonly factors?: FactorsInput };
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
 * Checks an experiment, makes rows of its factors, and completes every option of every component that it names.
 * @param where it comes from, for messages
 * @throws InputError for anything that there is not, naming its place
 */
export function completeExperiment(document: unknown, where: string): Experiment {
  const isFactorial = typeof document === 'object' && document !== null && 'factors' in document;
  if (!isFactorial) return check(experimentSchema, document, where);
  const { factors, ...rest } = check(factorialSchema, document, where);
  const made = expand(factors, where);
  return check(
    experimentSchema,
    { ...rest, rows: [...rest.rows, ...made.rows], comparisons: [...rest.comparisons, ...made.comparisons] },
    where,
  );
}

const factorialSchema = z.looseObject({
  factors: factorsSchema,
  rows: z.array(z.unknown()).default([]),
  comparisons: z.array(z.unknown()).default([]),
});

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
