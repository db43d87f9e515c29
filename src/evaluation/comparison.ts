import { type ComparedExamples, type ComparedModel, correctedPairs, type Margins, Pairs, type PairTests } from './pair';

/** Is the first model better than the second? p-values have Holm's correction over all comparisons. */
export interface Comparison extends PairTests {
  /** What a reader may conclude at 5 %. */
  readonly verdict: string;
}

/**
 * Compares pairs of models on the same examples: AUC by DeLong's test, average precision by the bootstrap, both with
 * customers as clusters, and average precision over blocks by Wilcoxon's test; with Holm's correction over all pairs.
 * @param pairs positions in `models`
 */
export function compare(
  models: readonly ComparedModel[],
  pairs: readonly (readonly [first: number, second: number])[],
  examples: ComparedExamples,
  margins: Margins,
): Comparison[] {
  const tests = new Pairs(examples, margins);
  return correctedPairs(pairs.map(([first, second]) => tests.test(models[first], models[second]))).map((one) => ({
    ...one,
    verdict: verdictOf(one, margins),
  }));
}

/**
 * The tests over customers decide whether there is a difference. Where they show none, it may be shown that what
 * there is would not matter, which is more than not having shown any.
 */
export function verdictOf(
  { auc, averagePrecision }: Pick<PairTests, 'auc' | 'averagePrecision'>,
  margins: Margins,
): string {
  const metrics = [
    { name: 'AUC', difference: auc, margin: `±${margins.auc} AUC` },
    { name: 'AP', difference: averagePrecision, margin: relative(margins) },
  ];
  if (metrics.every(({ difference: { p } }) => Number.isNaN(p))) return 'cannot be tested';
  const shown = metrics
    .filter(({ difference: { p } }) => p < 0.05)
    .map(({ name, difference: { value } }) => ({ name, direction: value > 0 ? 'better' : 'worse' }));
  const alike = metrics.filter(({ difference: { equivalence } }) => equivalence.p < 0.05);
  const within = `within ${alike.map(({ margin }) => margin).join(', ')}`;
  if (shown.length === 0) {
    if (alike.length === metrics.length) return `equivalent ${within}`;
    return alike.length ? `no difference shown; ${within}` : 'no difference shown';
  }
  const [one, other] = shown;
  const direction = !other
    ? `${one.direction} in ${one.name} alone`
    : one.direction === other.direction
      ? one.direction
      : `${one.name} ${one.direction}, ${other.name} ${other.direction}`;
  return alike.length === metrics.length ? `${direction}, but ${within}` : direction;
}

/** The margin of the average precision, in words. */
export function relative({ averagePrecision }: Margins): string {
  return `±${Number((100 * averagePrecision).toPrecision(3))}\u00a0% AP`;
}
