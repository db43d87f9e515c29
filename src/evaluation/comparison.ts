import { type BlocksTest, blocksP } from './blocks';
import { bootstrapP, equivalenceP, type Interval, interval, type Replicates } from './bootstrap';
import { delong } from './delong';
import { byGroup } from './groups';
import { holm } from './holm';
import type { PValue } from './pValue';
import { averagePrecision, type Scores } from './ranking';

/** The difference of a metric between two models. p-values have Holm's correction over all comparisons. */
export interface Difference extends PValue {
  readonly value: number;
  /** 95 %, by the bootstrap over customers. */
  readonly interval: Interval;
  /** Differences that are smaller than this, to either side, do not matter. */
  readonly margin: number;
  /** Small where the difference is shown to lie within the margin. */
  readonly equivalence: PValue;
}

/** Is the first model better than the second? Differences are first minus second. */
export interface Comparison {
  /** p is DeLong's, with customers as clusters. */
  readonly auc: Difference;
  /** p is the bootstrap's over customers; `floor` is the smallest there can be. */
  readonly averagePrecision: Difference & { readonly floor: number };
  /** Wilcoxon's test of the average precision over blocks, with Holm's correction. */
  readonly blocks: BlocksTest;
  /** What a reader may conclude at 5 %. */
  readonly verdict: string;
}

/** One model's scores, and its metrics on bootstrap samples that all models share. */
export interface ComparedModel {
  readonly score: Scores;
  readonly auc: number;
  readonly averagePrecision: number;
  readonly samples: Replicates;
}

/** The examples that all models are compared on; [n] each. */
export interface ComparedExamples {
  readonly label: Uint8Array;
  readonly customer: Int32Array;
  /** The test fold of each example; if omitted, all are of one. */
  readonly fold?: Int32Array;
  /** What claims should hold for again: items, or folds; if omitted, nothing is tested over blocks. */
  readonly block?: Int32Array;
}

/** Differences that do not matter: of the AUC, and of the average precision as a share of the second model's. */
export interface Margins {
  readonly auc: number;
  readonly averagePrecision: number;
}

/**
 * Compares models in pairs, each test with Holm's correction over all pairs.
 * @param pairs positions in `models`
 */
export function compare(
  models: readonly ComparedModel[],
  pairs: readonly (readonly [first: number, second: number])[],
  { label, customer, fold, block }: ComparedExamples,
  margins: Margins,
): Comparison[] {
  const byBlock = models.map(({ score }) =>
    block ? [...byGroup(averagePrecision, score, label, block).values()] : [],
  );
  const raw = pairs.map(([first, second]) => {
    const [a, b] = [models[first], models[second]];
    const bySample = (metric: keyof Replicates) => a.samples[metric].map((value, i) => value - b.samples[metric][i]);
    const areas = delong(a.score, b.score, label, customer, fold);
    const precisions = bySample('averagePrecision');
    return {
      auc: difference(areas.difference, areas, bySample('auc'), margins.auc),
      averagePrecision: difference(
        a.averagePrecision - b.averagePrecision,
        bootstrapP(precisions),
        precisions,
        margins.averagePrecision * b.averagePrecision,
      ),
      blocks: blocksP(byBlock[first], byBlock[second]),
    };
  });
  const auc = corrected(raw.map((one) => one.auc));
  const precision = corrected(raw.map((one) => one.averagePrecision));
  const blocks = corrected(raw.map((one) => one.blocks));
  const aucEquivalence = corrected(raw.map((one) => one.auc.equivalence));
  const precisionEquivalence = corrected(raw.map((one) => one.averagePrecision.equivalence));
  const tested = precision.filter(({ p }) => !Number.isNaN(p)).length;
  return raw.map((_, i) => {
    const [first] = pairs[i];
    const samples = models[first].samples.averagePrecision.filter((value) => !Number.isNaN(value)).length;
    const comparison = {
      auc: { ...auc[i], equivalence: aucEquivalence[i] },
      averagePrecision: {
        ...precision[i],
        equivalence: precisionEquivalence[i],
        floor: tested / (samples + 1),
      },
      blocks: blocks[i],
    };
    return { ...comparison, verdict: verdict(comparison) };
  });
}

function difference(value: number, { p, reason }: PValue, samples: Float64Array, margin: number): Difference {
  return { value, p, reason, interval: interval(samples), margin, equivalence: equivalenceP(samples, margin) };
}

/** The same tests with Holm's correction over them. */
function corrected<T extends PValue>(tests: readonly T[]): T[] {
  const adjusted = holm(tests.map(({ p }) => p));
  return tests.map((test, i) => ({ ...test, p: adjusted[i] }));
}

/**
 * The tests over customers decide whether there is a difference. Where they show none, it may be shown that what
 * there is would not matter, which is more than not having shown any.
 */
function verdict({ auc, averagePrecision }: Omit<Comparison, 'verdict'>): string {
  const metrics = [
    { name: 'AUC', difference: auc, margin: `±${auc.margin}` },
    { name: 'AP', difference: averagePrecision, margin: `±${averagePrecision.margin.toFixed(4)}` },
  ];
  if (metrics.every(({ difference: { p } }) => Number.isNaN(p))) return 'cannot be tested';
  const shown = metrics
    .filter(({ difference: { p } }) => p < 0.05)
    .map(({ name, difference: { value } }) => ({ name, direction: value > 0 ? 'better' : 'worse' }));
  const alike = metrics.filter(({ difference: { equivalence } }) => equivalence.p < 0.05);
  const within = `within ${alike.map(({ name, margin }) => `${margin} ${name}`).join(', ')}`;
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
