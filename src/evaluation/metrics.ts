import { cardPrecision } from './cardPrecision';
import { byGroup } from './groups';
import { brierScore, expectedCalibrationError, logLoss } from './probability';
import { averagePrecision, mean, rocAuc, type Scores, topK } from './ranking';
import { bestF1Threshold, confusion, decisionMetrics } from './threshold';

/** How many of the highest scores `precisionAtK` and `recallAtK` look at. */
export const TOP_K = 1000;

/** How many customers a day `cardPrecisionAtK` looks at. */
export const TOP_CARDS = 100;

/** What a results table tells of one trial; NaN where the examples cannot tell. */
export interface Metrics {
  /** Area under the ROC curve, all examples pooled. */
  readonly auc: number;
  readonly averagePrecision: number;
  /** Means over the items that have both classes; NaN when the task names no item. */
  readonly macroAuc: number;
  readonly macroAveragePrecision: number;
  /** Share of positives: the average precision of a constant. */
  readonly baseRate: number;
  /** Chosen on validation; the decisions below use it. */
  readonly threshold: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly mcc: number;
  readonly accuracy: number;
  /** Numbers of true and false positives and negatives. */
  readonly tp: number;
  readonly fp: number;
  readonly tn: number;
  readonly fn: number;
  /** Accuracy of always answering with the more frequent class. */
  readonly majorityAccuracy: number;
  readonly precisionAtK: number;
  readonly recallAtK: number;
  /** See `cardPrecision`; NaN when the task does not ask about events. */
  readonly cardPrecisionAtK: number;
  readonly brier: number;
  readonly ece: number;
  readonly logLoss: number;
}

interface Scored {
  readonly score: Scores;
  readonly label: Uint8Array;
}

interface Grouping {
  readonly item?: Int32Array;
  readonly events?: { readonly customer: Int32Array; readonly day: Int32Array };
}

/**
 * @param test with the item of each example where the task names items, and with the customer and the day of each event
 *   where it asks about events
 * @param validation decides the threshold and nothing else
 * @param choose the rule by which it does
 */
export function evaluate(
  test: Scored & Grouping,
  validation: Scored,
  choose: (score: Scores, label: Uint8Array) => number = bestF1Threshold,
): Metrics {
  const { score, label, item, events } = test;
  const threshold = choose(validation.score, validation.label);
  const decisions = confusion(score, label, threshold);
  const baseRate = mean(label);
  const top = topK(score, label, TOP_K);
  const macro = (metric: typeof rocAuc) => (item ? mean(byGroup(metric, score, label, item).values()) : Number.NaN);
  return {
    auc: rocAuc(score, label),
    averagePrecision: averagePrecision(score, label),
    macroAuc: macro(rocAuc),
    macroAveragePrecision: macro(averagePrecision),
    baseRate,
    threshold,
    ...decisionMetrics(decisions),
    ...decisions,
    majorityAccuracy: Math.max(baseRate, 1 - baseRate),
    precisionAtK: top.precision,
    recallAtK: top.recall,
    cardPrecisionAtK: events ? cardPrecision(score, label, events.customer, events.day, TOP_CARDS).mean : Number.NaN,
    brier: brierScore(score, label),
    ece: expectedCalibrationError(score, label),
    logLoss: logLoss(score, label),
  };
}
