import { rank, type Scores } from './ranking';

/** Decisions counted: `true positives` and so on, at score ≥ threshold. */
export interface Confusion {
  readonly tp: number;
  readonly fp: number;
  readonly tn: number;
  readonly fn: number;
}

export function confusion(score: Scores, label: Uint8Array, threshold: number): Confusion {
  let tp = 0;
  let fp = 0;
  let fn = 0;
  for (let i = 0; i < score.length; i++)
    if (score[i] >= threshold) label[i] ? tp++ : fp++;
    else if (label[i]) fn++;
  return { tp, fp, fn, tn: score.length - tp - fp - fn };
}

/** Precision, recall, F1, Matthews' correlation and accuracy; 0 where a denominator is, as scikit-learn has it. */
export function decisionMetrics({ tp, fp, tn, fn }: Confusion) {
  const ratio = (a: number, b: number) => (b === 0 ? 0 : a / b);
  return {
    precision: ratio(tp, tp + fp),
    recall: ratio(tp, tp + fn),
    f1: ratio(2 * tp, 2 * tp + fp + fn),
    mcc: ratio(tp * tn - fp * fn, Math.sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn))),
    accuracy: ratio(tp + tn, tp + fp + tn + fn),
  };
}

/** The score at which F1 is highest; choose it on validation, never on test. */
export function bestF1Threshold(score: Scores, label: Uint8Array): number {
  const order = rank(score, label);
  const positives = label.reduce((sum, value) => sum + value, 0);
  let tp = 0;
  let best = { f1: -1, threshold: 0.5 };
  for (let i = 0; i < order.length; ) {
    const value = score[order[i]];
    for (; i < order.length && score[order[i]] === value; i++) tp += label[order[i]];
    const f1 = (2 * tp) / (i + positives);
    if (f1 > best.f1) best = { f1, threshold: value };
  }
  return best.threshold;
}
