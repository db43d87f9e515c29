import { InputError } from '../base/errors';
import type { TaskSpec } from '../data/task';
import { type Configuration, completeConfiguration } from './configuration';
import type { ResultSet } from './result';

/** One row of the table: a model, trained once for each seed. */
export interface RowSpec {
  readonly name: string;
  readonly title: string;
  /** A negative control stands in a block of its own. */
  readonly control?: boolean;
  /** Left out of the quick form. */
  readonly fullOnly?: boolean;
  readonly learner: string;
  readonly options?: Record<string, unknown>;
  readonly controls?: { shuffleGraph?: boolean; permuteEvents?: boolean };
  /** Of a stack: the rows that it combines. */
  readonly members?: readonly string[];
}

/** A declared ablation: rows × seeds on one task, and the differences to be tested. */
export interface Experiment {
  readonly name: string;
  readonly title: string;
  readonly dataset: Configuration['dataset'];
  readonly task: TaskSpec;
  /** The share of the training negatives that is kept. */
  readonly negatives: { readonly quick: number; readonly full: number };
  readonly seeds: { readonly quick: number; readonly full: number };
  readonly rows: readonly RowSpec[];
  readonly comparisons: ResultSet['experiment']['comparisons'];
}

/** A row's configurations, one a seed. */
export interface PlannedRow {
  readonly row: RowSpec;
  readonly configurations: readonly Configuration[];
}

/** Every trial of an experiment's quick or full form. */
export function plan(experiment: Experiment, form: 'quick' | 'full'): PlannedRow[] {
  const rows = experiment.rows.filter((row) => form === 'full' || !row.fullOnly);
  const seeds = Array.from({ length: experiment.seeds[form] }, (_, seed) => seed);
  return rows.map((row) => ({
    row,
    configurations: seeds.map((seed) =>
      completeConfiguration({
        dataset: experiment.dataset,
        task: experiment.task,
        negatives: { rate: experiment.negatives[form], seed: 0 },
        model: row.members
          ? { learner: 'stack', members: row.members.map((name) => model(find(experiment, name))) }
          : model(row),
        seed,
      }),
    ),
  }));
}

function model({ learner, options = {}, controls }: RowSpec) {
  return { learner, options, controls: { shuffleGraph: false, permuteEvents: false, ...controls } };
}

function find(experiment: Experiment, name: string): RowSpec {
  const row = experiment.rows.find((candidate) => candidate.name === name);
  if (!row)
    throw new InputError(
      `unknown row "${name}"`,
      `experiment ${experiment.name}`,
      experiment.rows.map((r) => r.name).join(', '),
    );
  return row;
}
