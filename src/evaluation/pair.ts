import { type BlocksTest, blocksP } from './blocks';
import { bootstrapP, equivalenceP, type Interval, interval, type Replicates } from './bootstrap';
import { delong } from './delong';
import { byGroup } from './groups';
import { holm } from './holm';
import type { PValue } from './pValue';
import { averagePrecision, type Scores } from './ranking';

/** The difference of a metric between two models. */
export interface Difference extends PValue {
  readonly value: number;
  /** 95 %, by the bootstrap over customers. */
  readonly interval: Interval;
  /** Small where the difference is shown to lie within the margin. */
  readonly equivalence: PValue;
}

/** Every test of a pair of models. Differences are first minus second. */
export interface PairTests {
  /** p is DeLong's, with customers as clusters. */
  readonly auc: Difference;
  /** p is the bootstrap's over customers; `floor` is the smallest there can be. */
  readonly averagePrecision: Difference & { readonly floor: number };
  /** Wilcoxon's test of the average precision over blocks. */
  readonly blocks: BlocksTest;
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

/** Those of an experiment that declares none. */
export const USUAL_MARGINS: Margins = { auc: 0.01, averagePrecision: 0.05 };

/** Tests of pairs of models, each alone: nothing is corrected for their number. */
export class Pairs {
  private readonly byBlock = new Map<ComparedModel, number[]>();

  constructor(
    private readonly examples: ComparedExamples,
    private readonly margins: Margins,
  ) {}

  test(a: ComparedModel, b: ComparedModel): PairTests {
    const { label, customer, fold } = this.examples;
    const areas = delong(a.score, b.score, label, customer, fold);
    const precisions = differences(a.samples.averagePrecision, b.samples.averagePrecision);
    // The margin is a share of what the second model reaches, which varies from sample to sample as well.
    const share = b.samples.averagePrecision.map((value) => this.margins.averagePrecision * value);
    return {
      auc: {
        value: areas.difference,
        p: areas.p,
        reason: areas.reason,
        ...estimate(differences(a.samples.auc, b.samples.auc), this.margins.auc),
      },
      averagePrecision: {
        value: a.averagePrecision - b.averagePrecision,
        ...bootstrapP(precisions),
        ...estimate(precisions, share),
        floor: 1 / (precisions.filter((value) => !Number.isNaN(value)).length + 1),
      },
      blocks: blocksP(this.blocksOf(a), this.blocksOf(b)),
    };
  }

  /** A model's average precision in each block. */
  private blocksOf(model: ComparedModel): number[] {
    let values = this.byBlock.get(model);
    if (!values) {
      const { label, block } = this.examples;
      values = block ? [...byGroup(averagePrecision, model.score, label, block).values()] : [];
      this.byBlock.set(model, values);
    }
    return values;
  }
}

/** What bootstrap samples of a difference say of it. */
export function estimate(samples: Float64Array, margin: number | Float64Array) {
  return { interval: interval(samples), equivalence: equivalenceP(samples, margin) };
}

/** Sample by sample. */
export function differences(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, i) => value - b[i]);
}

/** The same tests with Holm's correction over all pairs, a family a test. */
export function correctedPairs(pairs: readonly PairTests[]): PairTests[] {
  const auc = corrected(pairs.map((one) => one.auc));
  const precision = corrected(pairs.map((one) => one.averagePrecision));
  const blocks = corrected(pairs.map((one) => one.blocks));
  const aucEquivalence = corrected(pairs.map((one) => one.auc.equivalence));
  const precisionEquivalence = corrected(pairs.map((one) => one.averagePrecision.equivalence));
  const tested = precision.filter(({ p }) => !Number.isNaN(p)).length;
  return pairs.map((_, i) => ({
    auc: { ...auc[i], equivalence: aucEquivalence[i] },
    averagePrecision: {
      ...precision[i],
      equivalence: precisionEquivalence[i],
      floor: tested * precision[i].floor,
    },
    blocks: blocks[i],
  }));
}

/** Tests with Holm's correction over them. */
export function corrected<T extends PValue>(tests: readonly T[]): T[] {
  const adjusted = holm(tests.map(({ p }) => p));
  return tests.map((test, i) => ({ ...test, p: adjusted[i] }));
}
