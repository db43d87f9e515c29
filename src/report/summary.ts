import { type ColumnTable, from } from 'arquero';
import { Random } from '../base/random';
import { bootstrap, bootstrapP, type Interval, interval } from '../evaluation/bootstrap';
import { delong } from '../evaluation/delong';
import { holm } from '../evaluation/holm';
import type { Metrics } from '../evaluation/metrics';
import { averagePrecision, mean, rocAuc } from '../evaluation/ranking';
import { wilcoxon } from '../evaluation/wilcoxon';
import type { ResultRow, ResultSet } from '../experiment/result';

/** Bootstrap samples of customers behind every interval. */
export const REPLICATES = 1000;

/** A row of the table: what its seeds have in common. */
export interface RowSummary {
  readonly name: string;
  readonly title: string;
  readonly control: boolean;
  readonly seeds: number;
  readonly mean: Metrics;
  /** Standard deviation over seeds; NaN for one seed. */
  readonly deviation: Metrics;
  /** The mean probability over the seeds, of each test example. */
  readonly score: Float64Array;
  /** Of the mean probability, which several seeds make better than the mean over the seeds. */
  readonly auc: Estimate;
  readonly averagePrecision: Estimate;
}

/** A figure and its 95 % bootstrap interval over customers. */
export interface Estimate extends Interval {
  readonly value: number;
}

/** Is the first row better than the second? Differences are first minus second, of the seeds' mean probabilities. */
export interface Comparison {
  readonly row: string;
  readonly against: string;
  readonly auc: number;
  /** DeLong's test with customers as clusters; Holm's correction over all comparisons. */
  readonly aucP: number;
  readonly averagePrecision: number;
  readonly averagePrecisionInterval: Interval;
  /** From the bootstrap over customers; Holm's correction over all comparisons. */
  readonly averagePrecisionP: number;
  /** Wilcoxon's signed-rank test over the seeds' average precisions, with Holm's correction. */
  readonly seedsP: number;
  readonly verdict: string;
}

export interface Summary {
  readonly rows: readonly RowSummary[];
  readonly comparisons: readonly Comparison[];
}

const known = new WeakMap<ResultSet, Summary>();

/** Summarises an experiment's runs: once, for tables and figures alike. */
export function summarise(set: ResultSet): Summary {
  let summary = known.get(set);
  if (!summary) {
    summary = compute(set);
    known.set(set, summary);
  }
  return summary;
}

function compute(set: ResultSet): Summary {
  const { rows, test, experiment } = set;
  const seeds = overSeeds(set);
  const scores = rows.map(meanScore);
  const samples = bootstrap(scores, test.label, test.customer, REPLICATES, Random.of(0, 'bootstrap'));
  const summaries = rows.map((row, r) => ({
    name: row.name,
    title: row.title,
    control: row.control,
    seeds: row.runs.length,
    ...seeds[r],
    score: scores[r],
    auc: { value: rocAuc(scores[r], test.label), ...interval(samples[r].auc) },
    averagePrecision: {
      value: averagePrecision(scores[r], test.label),
      ...interval(samples[r].averagePrecision),
    },
  }));
  const raw = experiment.comparisons.map(([row, against]) => {
    const a = rows.findIndex(({ name }) => name === row);
    const b = rows.findIndex(({ name }) => name === against);
    const difference = (i: number) => samples[a].averagePrecision[i] - samples[b].averagePrecision[i];
    const differences = Float64Array.from({ length: REPLICATES }, (_, i) => difference(i));
    const areas = delong(scores[a], scores[b], test.label, test.customer);
    const precision = (r: number, seed: number) => rows[r].runs[seed].metrics.averagePrecision;
    const pairs = Math.min(rows[a].runs.length, rows[b].runs.length);
    return {
      row,
      against,
      auc: areas.difference,
      aucP: areas.p,
      averagePrecision: summaries[a].averagePrecision.value - summaries[b].averagePrecision.value,
      averagePrecisionInterval: interval(differences),
      averagePrecisionP: bootstrapP(differences),
      seedsP: wilcoxon(Array.from({ length: pairs }, (_, seed) => precision(a, seed) - precision(b, seed))).p,
    };
  });
  const adjusted = (name: 'aucP' | 'averagePrecisionP' | 'seedsP') => holm(raw.map((one) => one[name]));
  const [aucP, averagePrecisionP, seedsP] = [adjusted('aucP'), adjusted('averagePrecisionP'), adjusted('seedsP')];
  return {
    rows: summaries,
    comparisons: raw.map((one, i) => {
      const tested = { ...one, aucP: aucP[i], averagePrecisionP: averagePrecisionP[i], seedsP: seedsP[i] };
      return { ...tested, verdict: verdict(tested) };
    }),
  };
}

function meanScore({ runs }: ResultRow): Float64Array {
  const mean = new Float64Array(runs[0].score.length);
  for (const { score } of runs) for (let i = 0; i < mean.length; i++) mean[i] += score[i] / runs.length;
  return mean;
}

/** Every run's metrics, one row a run, for the runs file and for what is computed over seeds. */
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

/** Mean and standard deviation of every metric over the seeds of each row, in the rows' order. */
function overSeeds({ rows }: ResultSet): { mean: Metrics; deviation: Metrics }[] {
  return rows.map(({ runs }) => {
    const each = (f: (values: number[]) => number) =>
      Object.fromEntries(
        metricNames(runs[0].metrics).map((name) => [name, f(runs.map(({ metrics }) => metrics[name]))]),
      ) as unknown as Metrics;
    return { mean: each(mean), deviation: each(deviation) };
  });
}

export function metricNames(metrics: Metrics): (keyof Metrics)[] {
  return Object.keys(metrics) as (keyof Metrics)[];
}

/** Of a sample, from its own mean; one value alone does not vary, which says nothing: NaN. */
function deviation(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1));
}

/** What a reader may conclude at 5 %, from the two tests over customers. */
function verdict({ auc, aucP, averagePrecision, averagePrecisionP }: Omit<Comparison, 'verdict'>): string {
  const of = (difference: number, p: number) => (p < 0.05 ? (difference > 0 ? 'better' : 'worse') : undefined);
  const byAuc = of(auc, aucP);
  const byPrecision = of(averagePrecision, averagePrecisionP);
  if (!byAuc && !byPrecision) return 'no difference shown';
  if (byAuc && byPrecision) return byAuc === byPrecision ? byAuc : `AUC ${byAuc}, AP ${byPrecision}`;
  return byAuc ? `${byAuc} in AUC alone` : `${byPrecision} in AP alone`;
}
