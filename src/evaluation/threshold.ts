import { countPositives } from '../data/examples';
import { rank, requireScores, type Scores } from './ranking';

/** Numbers of true and false positives and negatives. */
export interface Confusion {
  readonly tp: number;
  readonly fp: number;
  readonly tn: number;
  readonly fn: number;
}

/** Decisions at a threshold: scores that reach it are flagged. */
export function confusion(score: Scores, label: Uint8Array, threshold: number): Confusion {
  requireScores(score, label);
  let tp = 0;
  let fp = 0;
  let fn = 0;
  for (let i = 0; i < score.length; i++)
    if (score[i] >= threshold) label[i] ? tp++ : fp++;
    else if (label[i]) fn++;
  return { tp, fp, fn, tn: score.length - tp - fp - fn };
}

/**
 * Precision, recall, F1, Matthews' correlation and accuracy. What has no example to stand on is NaN: precision where
 * nobody is flagged, recall without positives, F1 with neither, the correlation with a single class. With both
 * classes, the correlation of a constant decision is 0, its limit (Chicco and Jurman, BMC Genomics 2020).
 */
export function decisionMetrics({ tp, fp, tn, fn }: Confusion) {
  const products = Math.sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn));
  const bothClasses = tp + fn > 0 && tn + fp > 0;
  return {
    precision: tp / (tp + fp),
    recall: tp / (tp + fn),
    f1: (2 * tp) / (2 * tp + fp + fn),
    mcc: products > 0 ? (tp * tn - fp * fn) / products : bothClasses ? 0 : Number.NaN,
    accuracy: (tp + tn) / (tp + fp + tn + fn),
  };
}

/** Thresholds that every probability reaches, and none. */
export const FLAG_ALL = 0;
export const FLAG_NONE = 1 + Number.EPSILON;

/**
 * Every distinct score as a threshold, from the highest down.
 * @param visit given the threshold, how many examples reach it, and how many of them are positive
 */
export function eachCut(
  score: Scores,
  label: Uint8Array,
  visit: (threshold: number, flagged: number, positives: number) => void,
): void {
  const order = rank(score, label);
  const n = order.length;
  let positives = 0;
  for (let i = 0; i < n; ) {
    const threshold = score[order[i]];
    for (; i < n && score[order[i]] === threshold; i++) positives += label[order[i]];
    visit(threshold, i, positives);
  }
}

/**
 * The probability from which on examples are flagged: that of the highest F1 among those where deciding is better
 * than chance, which is where precision exceeds the base rate. F1 alone would flag everybody when the probabilities
 * say nothing (Lipton et al., ECML 2014). Where no threshold is better than chance, as with a constant, every
 * example gets the majority's decision. Choose it on validation, never on test.
 */
export function bestF1Threshold(score: Scores, label: Uint8Array): number {
  const n = label.length;
  const positives = countPositives(label);
  let best = { f1: 0, threshold: 2 * positives > n ? FLAG_ALL : FLAG_NONE };
  eachCut(score, label, (threshold, flagged, tp) => {
    const f1 = (2 * tp) / (flagged + positives);
    if (tp * n > positives * flagged && f1 > best.f1) best = { f1, threshold };
  });
  return best.threshold;
}
