import { type ColumnTable, from } from 'arquero';
import type { Difference } from '../evaluation/pair';
import { mean } from '../evaluation/ranking';
import type { ResultSet } from '../experiment/result';
import { costOf } from './costTable';
import { effectsOf } from './effects';
import { meanRanks } from './ranks';
import { type Estimate, overSeeds, summarise } from './summary';

/** Every metric in full precision, one row a model. */
export function rowsTable(set: ResultSet): ColumnTable {
  const { rank } = meanRanks(set);
  const estimates = from(
    summarise(set).rows.map(({ name, title, control, seeds, auc, averagePrecision }, r) => {
      const { train, predict, memory, size } = costOf(set.rows[r]);
      return {
        row: name,
        title,
        control,
        seeds,
        ...flatEstimate('auc', auc),
        ...flatEstimate('averagePrecision', averagePrecision),
        averagePrecision_rank: finite(rank.get(name) ?? Number.NaN),
        trainSeconds: mean(train),
        predictSeconds: mean(predict),
        memoryMB: memory,
        size,
      };
    }),
  );
  const metrics = overSeeds(set).groupby('row').pivot('metric', ['mean', 'std'], { sort: false });
  const suffixed = metrics
    .columnNames()
    .map((name): [string, string] => [name, name.replace(/^(mean|std)_(.*)/, '$2_$1')]);
  return estimates.join(metrics.rename(Object.fromEntries(suffixed)), 'row');
}

/** The claim's candidates and every comparison, one row a pair; undefined where nothing is compared. */
export function differencesTable(set: ResultSet): ColumnTable | undefined {
  const { claims, comparisons } = summarise(set);
  const lines = [
    ...claims.map((one) => ({ family: 'claim', ...one })),
    ...comparisons.map((one) => ({ family: 'comparisons', ...one })),
  ];
  if (lines.length === 0) return undefined;
  return from(
    lines.map(({ family, row, against, auc, averagePrecision, blocks, verdict }) => ({
      family,
      row,
      against,
      ...flatDifference('auc', auc),
      ...flatDifference('averagePrecision', averagePrecision),
      blocks_p: finite(blocks.p),
      verdict,
    })),
  );
}

/** The effect of every level of every factor; undefined where rows follow no design. */
export function effectsTable(set: ResultSet): ColumnTable | undefined {
  const effects = effectsOf(set);
  if (effects.length === 0) return undefined;
  return from(
    effects.map(({ factor, level, against, settings, auc, averagePrecision, verdict }) => ({
      factor,
      level,
      against,
      settings,
      ...flatDifference('auc', auc),
      ...flatDifference('averagePrecision', averagePrecision),
      verdict,
    })),
  );
}

function flatEstimate(metric: string, { value, low, high }: Estimate) {
  return {
    [`${metric}_ensemble`]: finite(value),
    [`${metric}_ensemble_low`]: finite(low),
    [`${metric}_ensemble_high`]: finite(high),
  };
}

function flatDifference(metric: string, { value, interval, p, equivalence }: Difference) {
  return {
    [`${metric}_difference`]: finite(value),
    [`${metric}_low`]: finite(interval.low),
    [`${metric}_high`]: finite(interval.high),
    [`${metric}_p`]: finite(p),
    [`${metric}_equivalence_p`]: finite(equivalence.p),
  };
}

/** Empty where there is no number. */
function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
