import { countPositives } from '../data/examples';
import { rank, type Scores } from './ranking';

export interface Curves {
  /** From (0, 0) to (1, 1). */
  readonly roc: { falsePositiveRate: number; truePositiveRate: number }[];
  /** From low to high recall. */
  readonly precisionRecall: { recall: number; precision: number }[];
}

/**
 * The ROC and the precision–recall curve, for drawing: at most about `points` points each, evenly spread
 * over false positive rate and recall; equal scores are one point. Without both classes there is no point.
 */
export function curves(score: Scores, label: Uint8Array, points = 200): Curves {
  const order = rank(score, label);
  const positives = countPositives(label);
  const negatives = label.length - positives;
  if (positives === 0 || negatives === 0) return { roc: [], precisionRecall: [] };
  const roc = [{ falsePositiveRate: 0, truePositiveRate: 0 }];
  const precisionRecall: Curves['precisionRecall'] = [];
  let tp = 0;
  let fp = 0;
  let rocNext = 0;
  let recallNext = 0;
  for (let i = 0; i < order.length; i++) {
    if (label[order[i]]) tp++;
    else fp++;
    if (i + 1 < order.length && score[order[i + 1]] === score[order[i]]) continue;
    const last = i + 1 === order.length;
    const point = { falsePositiveRate: fp / negatives, truePositiveRate: tp / positives };
    if (last || Math.max(point.falsePositiveRate, point.truePositiveRate) >= rocNext) {
      roc.push(point);
      rocNext = Math.max(point.falsePositiveRate, point.truePositiveRate) + 1 / points;
    }
    if (tp > 0 && (last || tp / positives >= recallNext)) {
      precisionRecall.push({ recall: tp / positives, precision: tp / (tp + fp) });
      recallNext = tp / positives + 1 / points;
    }
  }
  return { roc, precisionRecall };
}
