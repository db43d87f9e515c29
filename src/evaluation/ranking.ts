import { InputError } from '../base/errors';
import { countPositives } from '../data/examples';

export type Scores = Float32Array | Float64Array;

/** Positions sorted by score, highest first. @throws InputError for NaN, other labels than 0 and 1, or differing lengths */
export function rank(score: Scores, label: Uint8Array): Uint32Array {
  requireScores(score, label);
  return sortDescending(score);
}

/** @throws InputError for NaN, other labels than 0 and 1, or differing lengths */
export function requireScores(score: Scores, label: Uint8Array): void {
  if (score.length !== label.length)
    throw new InputError(`${score.length} scores for ${label.length} labels`, undefined, 'as many scores as labels');
  for (let i = 0; i < score.length; i++) {
    if (Number.isNaN(score[i])) throw new InputError(`score ${i} is NaN`, undefined, 'numbers');
    if (label[i] > 1) throw new InputError(`label ${i} is ${label[i]}`, undefined, '0 or 1');
  }
}

/** Below this many scores, counting 16 bits at a time takes longer than comparing. */
const FEW = 1024;

/** Radix sort of the numbers' bits, 16 a pass; stable, so equal scores keep their order. */
function sortDescending(score: Scores): Uint32Array {
  const n = score.length;
  if (n < FEW)
    return Uint32Array.from(score.keys()).sort((a, b) => Number(score[b] > score[a]) - Number(score[b] < score[a]));
  // −0 and 0 are one score.
  const copy = score.map((value) => value || 0);
  const words = copy.BYTES_PER_ELEMENT / 4;
  const keys = new Uint32Array(copy.buffer);
  // Bits of negative numbers ascend as the numbers fall; those of the others are turned round to come first.
  for (let at = 0; at < keys.length; at += words) {
    if (keys[at + words - 1] & 0x80000000) continue;
    for (let word = 0; word < words; word++) keys[at + word] = ~keys[at + word];
    keys[at + words - 1] &= 0x7fffffff;
  }
  let order = Uint32Array.from({ length: n }, (_, i) => i);
  let spare = new Uint32Array(n);
  for (let pass = 0; pass < 2 * words; pass++) {
    const word = pass >>> 1;
    const shift = 16 * (pass & 1);
    const starts = new Uint32Array(65537);
    for (let i = 0; i < n; i++) starts[((keys[words * i + word] >>> shift) & 0xffff) + 1]++;
    for (let b = 0; b < 65536; b++) starts[b + 1] += starts[b];
    for (let i = 0; i < n; i++) spare[starts[(keys[words * order[i] + word] >>> shift) & 0xffff]++] = order[i];
    [order, spare] = [spare, order];
  }
  return order;
}

/**
 * Area under the ROC curve: the probability that a positive scores higher than a negative, ties counting half;
 * NaN when a class is empty.
 */
export function rocAuc(score: Scores, label: Uint8Array): number {
  const order = rank(score, label);
  let positives = 0;
  let concordant = 0;
  for (let i = 0; i < order.length; ) {
    let tiedPositives = 0;
    let tiedNegatives = 0;
    const value = score[order[i]];
    for (; i < order.length && score[order[i]] === value; i++) label[order[i]] ? tiedPositives++ : tiedNegatives++;
    concordant += tiedNegatives * (positives + tiedPositives / 2);
    positives += tiedPositives;
  }
  return concordant / (positives * (label.length - positives));
}

/**
 * Average precision, Σ (Rₙ − Rₙ₋₁) Pₙ over the distinct scores from the highest down, as scikit-learn has it; NaN
 * without positives. Only the positives are sorted: early stopping asks after every tree.
 */
export function averagePrecision(score: Scores, label: Uint8Array): number {
  requireScores(score, label);
  let n = 0;
  for (let i = 0; i < label.length; i++) n += label[i];
  const positive = new Float64Array(n);
  for (let i = 0, next = 0; i < label.length; i++) if (label[i] === 1) positive[next++] = score[i];
  positive.sort();
  const negativesAbove = countNegatives(score, label, positive);
  let sum = 0;
  // Equal scores are one step: all of the step's positives have the precision at its end.
  for (let end = n; end > 0; ) {
    let start = end - 1;
    while (start > 0 && positive[start - 1] === positive[end - 1]) start--;
    const above = n - start;
    sum += (end - start) * (above / (above + negativesAbove[end]));
    end = start;
  }
  return sum / n;
}

const CELLS = 1 << 16;

/** [n + 1], at `k` the number of negatives that score at least as high as `k` of the ascending positives. */
function countNegatives(score: Scores, label: Uint8Array, positive: Float64Array): Uint32Array {
  const n = positive.length;
  const low = positive[0];
  const high = positive[n - 1];
  // Equal cells between lowest and highest positive, so that a look into one cell finds a negative's place.
  const scale = Math.min(Number.MAX_VALUE, (CELLS - 1) / (high - low));
  const cellOf = (value: number) => Math.trunc((value - low) * scale);
  const cells = new Uint32Array(CELLS + 1);
  const usable = high > low && Number.isFinite(high - low);
  for (let i = 0; i < n; i++) cells[(usable ? cellOf(positive[i]) : 0) + 1]++;
  for (let c = 0; c < CELLS; c++) cells[c + 1] += cells[c];
  const counts = new Uint32Array(n + 1);
  for (let i = 0; i < score.length; i++) {
    if (label[i] === 1) continue;
    const value = score[i];
    if (value < low) counts[0]++;
    else if (value >= high) counts[n]++;
    else {
      const cell = usable ? cellOf(value) : 0;
      let k = cells[cell];
      while (k < n && positive[k] <= value) k++;
      counts[k]++;
    }
  }
  for (let k = n - 1; k >= 0; k--) counts[k] += counts[k + 1];
  return counts;
}

/**
 * Precision and recall of the k highest scores. Of the examples that tie at the k-th place each is taken with the
 * same probability, so that these are expectations over all orders of the tied (McSherry and Najork, ECIR 2008).
 * Precision is of all examples where there are fewer than k; recall is NaN without positives.
 */
export function topK(score: Scores, label: Uint8Array, k: number): { precision: number; recall: number } {
  const order = rank(score, label);
  const taken = Math.min(k, order.length);
  let hits = 0;
  for (let i = 0; i < taken; ) {
    const value = score[order[i]];
    const start = i;
    let positives = 0;
    for (; i < order.length && score[order[i]] === value; i++) positives += label[order[i]];
    hits += positives * Math.min(1, (taken - start) / (i - start));
  }
  return { precision: hits / taken, recall: hits / countPositives(label) };
}

export function mean(values: Iterable<number>): number {
  let sum = 0;
  let count = 0;
  for (const value of values) {
    sum += value;
    count++;
  }
  return sum / count;
}

/** For those who cannot go on without a metric, as early stopping cannot. @throws InputError when a class is empty */
export function requireBothClasses(label: Uint8Array): void {
  const positives = countPositives(label);
  const negatives = label.length - positives;
  if (positives === 0 || negatives === 0)
    throw new InputError(`${positives} positive and ${negatives} negative examples`, undefined, 'both classes');
}
