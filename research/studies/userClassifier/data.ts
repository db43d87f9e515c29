import { InputError } from '../../../src/base/errors';
import type { LabelledTable } from '../../../src/baselines/baseline';
import { countPositives } from '../../../src/data/examples';
import type { CustomerRow, Split } from './customers';
import { type Feature, featuresOf, MedianImputer } from './features';
import type { Parts } from './rows';

/** The rows of the CSV as models read them. */
export interface Prepared extends Parts {
  readonly imputer: MedianImputer;
  /** A customer is of high value who spends at least this in the quarter after the cutoff. */
  readonly threshold: number;
  readonly splits: readonly SplitSummary[];
}

export interface SplitSummary {
  readonly split: Split;
  readonly cutoffs: readonly string[];
  readonly rows: number;
  readonly positives: number;
}

/**
 * Fills missing values, computes features and labels. Medians and the threshold are those of the training rows.
 * @param topShare the share of the training rows that are of high value
 * @throws InputError for a split that is empty or of one class
 */
export function prepareRows(rows: readonly CustomerRow[], features: readonly Feature[], topShare: number): Prepared {
  const of = (split: Split) => rows.filter((row) => row.split === split);
  const train = of('train');
  if (train.length === 0) throw new InputError('there are no training rows', 'customers CSV', 'rows of split train');
  const imputer = MedianImputer.fit(train);
  const spent = train.map(({ nextQuarter }) => nextQuarter).sort((a, b) => b - a);
  const threshold = spent[Math.min(spent.length - 1, Math.max(0, Math.round(topShare * spent.length) - 1))];
  if (threshold <= 0)
    throw new InputError(
      `fewer than ${(100 * topShare).toFixed(0)} % of the training rows spend anything in the next quarter`,
      'topShare',
      'a smaller share',
    );
  const summaries: SplitSummary[] = [];
  const part = (split: Split): LabelledTable => {
    const own = of(split);
    const label = Uint8Array.from(own, ({ nextQuarter }) => (nextQuarter >= threshold ? 1 : 0));
    const positives = countPositives(label);
    if (positives === 0 || positives === label.length)
      throw new InputError(
        `${positives} of ${label.length} ${split} rows are positive`,
        'customers CSV',
        'both classes in every split',
      );
    const cutoffs = [...new Set(own.map(({ cutoff }) => cutoff))];
    summaries.push({ split, cutoffs, rows: own.length, positives });
    return { table: featuresOf(own, features, imputer), label };
  };
  const parts = { train: part('train'), validation: part('validation'), test: part('test') };
  const numbers = new Map<string, number>();
  const testCustomers = Int32Array.from(of('test'), ({ customer }) => {
    if (!numbers.has(customer)) numbers.set(customer, numbers.size);
    return numbers.get(customer)!;
  });
  return { ...parts, testCustomers, imputer, threshold, splits: summaries };
}
