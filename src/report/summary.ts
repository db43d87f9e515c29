import { type ColumnTable, escape as closure, from, op } from 'arquero';
import { Random } from '../base/random';
import { MIN_BLOCKS } from '../evaluation/blocks';
import { bootstrap, type Interval, interval, type Replicates, replicatesFor } from '../evaluation/bootstrap';
import { type Claim, type ClaimTest, conclude, testClaim } from '../evaluation/claim';
import { type Comparison, compare } from '../evaluation/comparison';
import { byGroup } from '../evaluation/groups';
import type { Metrics } from '../evaluation/metrics';
import { averagePrecision, mean, rocAuc } from '../evaluation/ranking';
import type { ResultRow, ResultSet } from '../experiment/result';

/** A row of the table: what its seeds have in common. */
export interface RowSummary {
  readonly name: string;
  readonly title: string;
  readonly control: boolean;
  readonly seeds: number;
  readonly mean: Metrics;
  /** Standard deviation over seeds; NaN for one seed. */
  readonly std: Metrics;
  /** The mean probability over the seeds, of each test example. */
  readonly score: Float64Array;
  /** Of the mean probability, which several seeds make better than the mean over the seeds. */
  readonly auc: Estimate;
  readonly averagePrecision: Estimate;
  /** Both on each bootstrap sample of customers. */
  readonly samples: Replicates;
}

/** A figure and its 95 % bootstrap interval over customers. */
export interface Estimate extends Interval {
  readonly value: number;
}

/** The comparison of two rows, by their names: is the first better than the second? */
export interface RowComparison extends Comparison {
  readonly row: string;
  readonly against: string;
}

/** A row of which the experiment claims that it beats the best of the baselines, and that baseline. */
export type NamedClaim<T extends ClaimTest = Claim> = Omit<T, 'against'> & {
  readonly row: string;
  readonly against: string;
};

export interface Summary {
  readonly rows: readonly RowSummary[];
  readonly comparisons: readonly RowComparison[];
  /** Every candidate of the main claim. */
  readonly claims: readonly NamedClaim[];
  /** The same, not corrected for their number, so that claims of several experiments can be corrected together. */
  readonly claimTests: readonly ClaimTest[];
  /** Bootstrap samples of customers behind every interval. */
  readonly replicates: number;
}

const cached = new WeakMap<ResultSet, Summary>();

/** Summarises an experiment's runs: once, for tables and figures alike. */
export function summarise(set: ResultSet): Summary {
  let summary = cached.get(set);
  if (!summary) {
    summary = compute(set);
    cached.set(set, summary);
  }
  return summary;
}

function compute(set: ResultSet): Summary {
  const { rows, test, experiment } = set;
  const { comparisons: pairs, claim = { candidates: [], baselines: [] }, margins } = experiment;
  const replicates = replicatesFor(Math.max(pairs.length, claim.candidates.length, levelsOf(rows)));
  const scores = rows.map(meanScore);
  const samples = bootstrap(scores, test.label, test.customer, replicates, Random.of(0, 'bootstrap'), test.fold);
  // Scores of two folds come from two models, which need not agree on a scale: figures are means over the folds.
  const overFolds = (metric: typeof rocAuc, score: Float64Array) =>
    mean(byGroup(metric, score, test.label, test.fold).values());
  const models = scores.map((score, r) => ({
    score,
    auc: overFolds(rocAuc, score),
    averagePrecision: overFolds(averagePrecision, score),
    samples: samples[r],
  }));
  const position = (wanted: string) => rows.findIndex(({ name }) => name === wanted);
  const examples = { ...test, block: blocksOf(set).block };
  const comparisons = compare(
    models,
    pairs.map(([row, against]) => [position(row), position(against)] as const),
    examples,
    margins,
  );
  const modelsOf = (names: readonly string[]) => names.map((name) => models[position(name)]);
  const claimTests = testClaim(modelsOf(claim.candidates), modelsOf(claim.baselines), examples, margins);
  const seeds = overSeeds(set);
  const [means, stds] = [metricsByRow(seeds, 'mean'), metricsByRow(seeds, 'std')];
  return {
    replicates,
    rows: rows.map(({ name, title, control, runs }, r) => ({
      name,
      title,
      control,
      seeds: runs.length,
      mean: means[r],
      std: stds[r],
      score: scores[r],
      auc: { value: models[r].auc, ...interval(samples[r].auc) },
      averagePrecision: { value: models[r].averagePrecision, ...interval(samples[r].averagePrecision) },
      samples: samples[r],
    })),
    comparisons: comparisons.map((one, i) => {
      const [row, against] = pairs[i];
      return { row, against, ...one };
    }),
    claimTests,
    claims: namedClaims(experiment, conclude(claimTests)),
  };
}

/** What was tested of an experiment's candidates, in their order, with the names of the rows. */
export function namedClaims<T extends ClaimTest>(
  { claim }: ResultSet['experiment'],
  claims: readonly T[],
): NamedClaim<T>[] {
  return claims.map((one, i) => ({ ...one, row: claim!.candidates[i], against: claim!.baselines[one.against] }));
}

/**
 * What a claim should hold for again, and of which there are test examples: folds, where they are enough; else days, of
 * events, or items.
 */
export function blocksOf({ folds, test }: ResultSet): {
  readonly of: 'folds' | 'days' | 'items';
  readonly block: Int32Array;
} {
  if (folds.length >= MIN_BLOCKS) return { of: 'folds', block: test.fold };
  return test.day ? { of: 'days', block: test.day } : { of: 'items', block: test.item };
}

/** How many levels there are of all factors: no fewer than effects. */
function levelsOf(rows: readonly ResultRow[]): number {
  const levels = rows.flatMap((row) => Object.entries(row.levels ?? {}).map((level) => JSON.stringify(level)));
  return new Set(levels).size;
}

function meanScore({ runs }: ResultRow): Float64Array {
  const mean = new Float64Array(runs[0].score.length);
  for (const { score } of runs) for (let i = 0; i < mean.length; i++) mean[i] += score[i] / runs.length;
  return mean;
}

/** Every run's metrics, one row a run, for the runs file. */
export function runsTable({ rows, folds }: ResultSet): ColumnTable {
  return from(
    rows.flatMap(({ name, runs }) =>
      runs
        .flatMap((pooled) => pooled.folds)
        .map(({ id, configuration, metrics, seconds, environment }) => ({
          row: name,
          fold: folds[configuration.fold],
          seed: configuration.seed,
          ...metrics,
          trainSeconds: seconds.train,
          predictSeconds: seconds.predict,
          engine: environment.engine,
          run: id,
        })),
    ),
  );
}

/**
 * Mean and standard deviation over seeds of what each seed reaches over the folds: columns `row`, `metric`, `mean` and
 * `std`, in the order of rows. A metric that one seed leaves undefined has no mean; a single seed has no standard
 * deviation.
 */
export function overSeeds({ rows }: ResultSet): ColumnTable {
  return from(rows.flatMap(({ name, runs }) => runs.map(({ metrics }) => ({ row: name, ...metrics }))))
    .fold(metricNames(rows[0].runs[0].metrics), { as: ['metric', 'value'] })
    .groupby('row', 'metric')
    .rollup({ mean: op.mean('value'), std: op.stdev('value'), missing: op.invalid('value') })
    .derive({
      mean: closure(({ missing, mean }: SeedStatistics) => (missing > 0 ? undefined : mean)),
      std: closure(({ missing, std }: SeedStatistics) => (missing > 0 ? undefined : std)),
    })
    .select('row', 'metric', 'mean', 'std');
}

interface SeedStatistics {
  readonly mean: number;
  readonly std: number;
  readonly missing: number;
}

/** One statistic of every metric, a record a row. */
function metricsByRow(seeds: ColumnTable, statistic: 'mean' | 'std'): Metrics[] {
  const table = seeds.groupby('row').pivot('metric', statistic);
  return (table.objects() as Record<string, number | undefined>[]).map(
    ({ row, ...metrics }) =>
      Object.fromEntries(
        Object.entries(metrics).map(([name, value]) => [name, value ?? Number.NaN]),
      ) as unknown as Metrics,
  );
}

/** What a row is called in tables. */
export function titleOf({ title, control }: { readonly title: string; readonly control: boolean }): string {
  return control ? `${title} (control)` : title;
}

export function metricNames(metrics: Metrics): (keyof Metrics)[] {
  return Object.keys(metrics) as (keyof Metrics)[];
}
